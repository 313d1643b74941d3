// Lines that wait to be written.

#ifndef SERVER_DECISION_LOG_LINE_QUEUE_H_
#define SERVER_DECISION_LOG_LINE_QUEUE_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/decision_log/steady_time.h"
#include "server/decision_log/waker.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// What happens to a line for which there is no room.
enum class WhenFull : std::uint8_t {
  // It is counted, and lost.
  kDrop,
  // Whoever has it waits.
  kBlock,
};

// Filled by many threads and emptied by one. Lines are packed, see
// line_packing.h, where they wait, or in large pieces copied there, and what a
// thread fills it shares with few others: there is no lock or memory that all
// threads meet at for every line.
class LineQueue {
 public:
  // Has room for `max_bytes`, and for what one Append may add beyond it. Wakes
  // the thread that empties it where that one waits for lines. `waker` must
  // outlive it.
  LineQueue(std::size_t max_bytes, WhenFull when_full, Waker& waker);

  LineQueue(const LineQueue&) = delete;
  LineQueue& operator=(const LineQueue&) = delete;

  // By any thread. Lets `render` append that many lines, in whole parts; or
  // drops them where there is no room and no waiting for it.
  void Append(int lines, absl::FunctionRef<void(TextBuffer&)> render);

  // Nobody waits for room any more once that time has passed.
  void StopBlockingAfter(absl::Duration time);

  // What was taken out.
  struct Taken {
    TextBuffer bytes;
    // Lines that were dropped after these and before the next that were taken.
    std::int64_t dropped = 0;
    // The room that they took.
    std::int64_t room = 0;
  };

  // By the one thread, all up to the next comment.

  // Waits until there are lines, or until woken.
  void WaitForLines();
  // Waits a little so that lines come together, but not until the room is used
  // up, nor once a part has `enough` of them.
  void Gather(std::int64_t enough);
  // The parts that it is made of, each to be emptied in turn.
  int parts() const { return static_cast<int>(parts_.size()); }
  // Moves all of a part to `taken`, whose memory is used again.
  void Take(int part, Taken& taken);
  // Frees the room of what was taken, of which little is left to write.
  void Release(const Taken& taken);

  // By any thread.
  std::size_t max_bytes() const { return max_bytes_; }
  // An upper bound of the bytes that wait or were taken and not released: room
  // is taken by the 64 KiB.
  std::int64_t used_bytes() const;
  std::int64_t dropped_lines() const;
  // Those that were not dropped.
  std::int64_t appended_lines() const;

 private:
  // What a few threads fill. On cache lines of its own.
  struct alignas(64) Part {
    mutable absl::Mutex mutex;
    TextBuffer bytes ABSL_GUARDED_BY(mutex);
    std::int64_t room ABSL_GUARDED_BY(mutex) = 0;
    std::int64_t lines ABSL_GUARDED_BY(mutex) = 0;
    std::int64_t dropped ABSL_GUARDED_BY(mutex) = 0;
    std::int64_t all_lines ABSL_GUARDED_BY(mutex) = 0;
    std::int64_t all_dropped ABSL_GUARDED_BY(mutex) = 0;
  };

  Part& PartOfThread();
  std::int64_t SumOf(std::int64_t Part::*count) const;
  bool IsEmpty() const;
  // Appends where there is room.
  bool TryAppend(Part& part, int lines,
                 absl::FunctionRef<void(TextBuffer&)> render);
  // Takes some of the room that is free, if any is.
  bool TakeRoom(Part& part) ABSL_EXCLUSIVE_LOCKS_REQUIRED(part.mutex);
  // Lets the one thread wait no longer.
  void Hurry();
  // Returns false where it was not worth it.
  bool WaitForRoom();

  const std::size_t max_bytes_;
  const WhenFull when_full_;
  // How much room a part takes at once.
  const std::int64_t grain_;
  const std::size_t most_kept_;
  Waker& waker_;
  std::vector<std::unique_ptr<Part>> parts_;

  // Written rarely, so that it costs little to read: whether the one thread
  // waits for lines, whether it was told to make haste, and how many lines in a
  // part are enough for that.
  alignas(64) std::atomic<bool> is_idle_ = false;
  std::atomic<bool> is_hurried_ = false;
  std::atomic<std::int64_t> enough_ = std::numeric_limits<std::int64_t>::max();
  // Negative after an Append that took more than there was.
  alignas(64) std::atomic<std::int64_t> free_;

  // Abseil's would wait by the time of day, which may be set.
  std::mutex room_mutex_;
  std::condition_variable room_came_;
  // Guarded by room_mutex_.
  SteadyClock::time_point block_until_ = SteadyClock::time_point::max();
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_QUEUE_H_

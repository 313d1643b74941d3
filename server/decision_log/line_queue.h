// A queue of lines, bounded in bytes, from many threads to one.

#ifndef SERVER_DECISION_LOG_LINE_QUEUE_H_
#define SERVER_DECISION_LOG_LINE_QUEUE_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace server {

// Waits go by it, whatever becomes of the time of day. So there are none of
// Abseil's here, which go by that.
using SteadyClock = std::chrono::steady_clock;

// After that much time; a year at most, so that more can be added.
inline SteadyClock::time_point SteadyTimeAfter(absl::Duration duration) {
  return SteadyClock::now() +
         absl::ToChronoNanoseconds(std::min(duration, absl::Hours(24 * 365)));
}

// What happens to a line for which there is no room.
enum class WhenFull : std::uint8_t {
  // It is counted, and lost.
  kDrop,
  // Whoever has it waits.
  kBlock,
};

class LineQueue {
 public:
  LineQueue(std::size_t max_bytes, WhenFull when_full)
      : max_bytes_(max_bytes), when_full_(when_full) {}

  LineQueue(const LineQueue&) = delete;
  LineQueue& operator=(const LineQueue&) = delete;

  // By any thread.

  // Whether there is room for a line, so that one is only made where it can be
  // appended: waits for room where the queue blocks; else counts the line as
  // dropped, and returns false.
  bool Admit();
  // Appends a line that was admitted, its line break included. So the bound is
  // exceeded by one line of each thread at most.
  void Append(absl::string_view line);
  // Admit waits no more once that time has passed.
  void StopBlockingAfter(absl::Duration time);

  // Bytes that wait, or were taken and not released.
  std::size_t used_bytes() const { return used_bytes_; }
  std::size_t max_bytes() const { return max_bytes_; }
  // Since the start.
  std::int64_t appended_lines() const { return appended_lines_; }
  std::int64_t dropped_lines() const { return dropped_lines_; }

  // For the thread that empties it.

  struct Taken {
    // Whole lines.
    std::deque<std::string> blocks;
    // How many were dropped since the Taken before.
    std::int64_t dropped = 0;
  };
  // Takes all that there is. Where `wait` is set, waits until there is
  // something, and a moment for more to come with it, or for Interrupt.
  Taken Take(bool wait);
  // So many bytes that were taken need no room any more.
  void Release(std::size_t bytes);
  // Ends the Take that waits, or else the next one. By any thread.
  void Interrupt();

 private:
  const std::size_t max_bytes_;
  const WhenFull when_full_;
  std::atomic<std::size_t> used_bytes_ = 0;
  std::atomic<std::int64_t> appended_lines_ = 0;
  std::atomic<std::int64_t> dropped_lines_ = 0;

  std::mutex mutex_;
  std::condition_variable lines_came_;
  std::condition_variable room_came_;
  // All below are guarded by mutex_.
  std::deque<std::string> blocks_;
  std::size_t waiting_bytes_ = 0;
  std::int64_t untold_drops_ = 0;
  bool is_interrupted_ = false;
  SteadyClock::time_point block_until_ = SteadyClock::time_point::max();
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_QUEUE_H_

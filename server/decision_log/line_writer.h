// The thread that writes lines to a file.

#ifndef SERVER_DECISION_LOG_LINE_WRITER_H_
#define SERVER_DECISION_LOG_LINE_WRITER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/decision_log/line_compressor.h"
#include "server/decision_log/line_file.h"
#include "server/decision_log/line_packing.h"
#include "server/decision_log/line_queue.h"
#include "server/decision_log/steady_time.h"
#include "server/decision_log/waker.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Where a file takes nothing, lines wait in the queue until it does, as many as
// there is room for. What was dropped is told of in the file itself, by a line
// {"time": ..., "dropped_lines": N}; that the file takes nothing, in
// the operation log.
class LineWriter {
 public:
  // Opens the file and starts the thread. For the parameters see LineFile and
  // LineQueue; `dictionary` is that of the lines.
  static absl::StatusOr<std::unique_ptr<LineWriter>> Start(
      const std::string& path, std::size_t max_bytes, WhenFull when_full,
      LineDictionary dictionary);

  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;
  // Closes it at once, as far as that is not done.
  ~LineWriter();

  LineQueue& queue() { return *queue_; }
  const LineQueue& queue() const { return *queue_; }

  // Opens the path again, between two lines: for a file that was renamed.
  void Reopen();

  // Writes what was appended before, and ends; what is not written within the
  // time is lost. Returns how many lines that is at the most: those that are
  // being written then may still get there. Nothing may be appended any more.
  // To be called once.
  std::int64_t Close(absl::Duration timeout);

  std::int64_t written_lines() const { return written_lines_; }
  std::int64_t written_bytes() const { return written_bytes_; }
  // How often the file took nothing, although it should have.
  std::int64_t failures() const { return failures_; }

 private:
  LineWriter(LineFile file, std::unique_ptr<Waker> waker, std::size_t max_bytes,
             WhenFull when_full, LineDictionary dictionary);

  void Run();
  // After how many lines there is no more waiting for others: those of which a
  // reader has to take all before there is room for more.
  std::int64_t EnoughLines() const;
  // Empties the queue, and writes all; but for what is left of much, which the
  // next time does.
  void WriteQueue(LineQueue::Taken& taken);
  // Makes lines ready, and writes them where they are many, or in frames.
  // Returns what WriteReady does.
  bool Write(absl::string_view packed);
  bool UnpackAndWrite(absl::string_view packed);
  bool CompressAndWrite(absl::string_view packed);
  // Where nothing is ready: sees to the address of what will be.
  void Align();
  // Writes what is ready, however long it takes. After the end that Close set,
  // gives it up and returns false.
  bool WriteReady();
  // What is ready was written, or given up.
  void TakeNextBuffer();
  // Where the line begins, or the frame, that the byte at `at` belongs to.
  std::size_t UnitBegin(std::size_t at) const;
  // How many lines that are ready do not end before `at`.
  std::int64_t LinesAfter(std::size_t at) const;
  // In the file and in the operation log.
  void TellOfDropped(std::int64_t lines);
  // Where that was asked for, or the file was removed. Returns whether it did.
  bool ReopenIfNeeded();
  // Waits until the file, which just failed so, may take more.
  void WaitAfter(const absl::Status& failure);
  void NoteFailure(const absl::Status& failure);
  void NoteSuccess();
  SteadyClock::time_point end() const;

  const std::unique_ptr<Waker> waker_;
  const std::unique_ptr<LineQueue> queue_;
  LineFile file_;
  std::atomic<bool> reopening_ = false;
  std::atomic<bool> closing_ = false;
  mutable absl::Mutex mutex_;
  SteadyClock::time_point end_ ABSL_GUARDED_BY(mutex_) =
      SteadyClock::time_point::max();
  std::promise<void> ended_;
  const LineDictionary dictionary_;
  LineUnpacker unpacker_;
  LineCompressor compressor_;
  // Whole lines, or a frame of them. As many bytes as `in_file_` are in the
  // file, or only align the rest.
  TextBuffer ready_;
  // Each takes its turn as the one above: memory that was written past the
  // system's cache takes long to fill again, until some MiB more have been
  // written so. Another processor has just read it, of the disk or of the host.
  std::vector<TextBuffer> resting_;
  std::size_t next_ = 0;
  std::size_t in_file_ = 0;
  // How many they are; none of them is among `written_lines_`.
  std::int64_t ready_lines_ = 0;
  bool is_failing_ = false;
  // Since when a reader takes nothing, or was last said not to.
  std::optional<SteadyClock::time_point> waiting_since_;
  // A file that was removed is not made anew before this.
  SteadyClock::time_point next_reopening_;
  std::atomic<std::int64_t> written_lines_ = 0;
  // Of these, those that tell of dropped ones, and so never waited.
  std::atomic<std::int64_t> written_notes_ = 0;
  std::atomic<std::int64_t> written_bytes_ = 0;
  std::atomic<std::int64_t> failures_ = 0;
  // Last, since it uses the others.
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_WRITER_H_

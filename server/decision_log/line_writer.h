// Writes lines to a file in a thread of its own, from a queue that is bounded
// in bytes.

#ifndef SERVER_DECISION_LOG_LINE_WRITER_H_
#define SERVER_DECISION_LOG_LINE_WRITER_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/decision_log/line_file.h"

namespace server {

// The handling of a line for which the queue has no room.
enum class WhenFull : std::uint8_t {
  // The line is lost, and counted.
  kDrop,
  // The thread that has the line waits.
  kBlock,
};

// Counts since the start; the last two are of now.
struct LineWriterStats {
  // Lines that were written to the file, without notices; and all bytes.
  std::int64_t written_lines = 0;
  std::int64_t written_bytes = 0;
  // Lines for which there was no room.
  std::int64_t dropped_lines = 0;
  // Attempts to write that failed, or found no reader.
  std::int64_t write_failures = 0;
  // Bytes that wait to be written now, and their max.
  std::int64_t queue_bytes = 0;
  std::int64_t max_queue_bytes = 0;
};

// Where the file takes nothing, lines wait in the queue until it does, as many
// as there is room for; the operation log tells of it. What was dropped is told
// of in both logs. A file that was renamed or removed is made anew before more
// is written, at the start of a line. Thread-safe.
class LineWriter {
 public:
  // A line, with its line break, that says how many were dropped.
  using DropNotice = std::string (*)(std::int64_t dropped);

  // Opens the file, see LineFile, and starts the thread.
  static absl::StatusOr<std::unique_ptr<LineWriter>> Start(
      const std::string& path, std::int64_t max_queue_bytes, WhenFull when_full,
      DropNotice drop_notice);

  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;
  // Closes it without waiting, unless it is closed.
  ~LineWriter() { Close(absl::ZeroDuration()); }

  // Whether there is room for a line, so that one is only made where it can be
  // appended: waits for room where the queue blocks; else counts the line as
  // dropped, and returns false.
  bool Admit();
  // Appends a line that was admitted, its line break included. So the bound is
  // exceeded by one line of each thread at most.
  void Append(absl::string_view line);

  // Opens the path again, between two lines. Not for stdout.
  void Reopen();

  // Admit waits no more once that time has passed.
  void BeginEnding(absl::Duration time);

  // Writes what was appended before, and ends; what is not written within the
  // time is lost. Returns how many lines that is at most, since those that are
  // being written then may still get there, and how many were dropped since
  // BeginEnding. Nothing may be appended any more.
  std::int64_t Close(absl::Duration timeout);

  LineWriterStats stats() const;

 private:
  // A clock that nobody sets. Abseil's waits go by the time of day, so they are
  // not used here.
  using Clock = std::chrono::steady_clock;

  LineWriter(std::unique_ptr<LineFile> file, std::int64_t max_queue_bytes,
             WhenFull when_full, DropNotice drop_notice);

  void Run();
  // Returns the lines that were written, fewer than `lines` where time was up.
  absl::string_view Write(absl::string_view lines);
  // Opens the path again. Where that fails, the old file stays, and it returns
  // false.
  bool OpenAgain();
  // Writes to the operation log when writing begins to fail, and when it works
  // again.
  void NoteResult(const absl::Status& result);

  const std::int64_t max_queue_bytes_;
  const WhenFull when_full_;
  const DropNotice drop_notice_;
  std::atomic<Clock::time_point> end_ = Clock::time_point::max();
  // Counts, see LineWriterStats.
  std::atomic<std::int64_t> appended_lines_ = 0;
  std::atomic<std::int64_t> dropped_lines_ = 0;
  std::atomic<std::int64_t> written_lines_ = 0;
  std::atomic<std::int64_t> written_bytes_ = 0;
  std::atomic<std::int64_t> write_failures_ = 0;
  // Bytes that wait, or are being written.
  std::atomic<std::int64_t> queue_bytes_ = 0;

  std::mutex mutex_;
  std::condition_variable work_came_;
  std::condition_variable room_came_;
  // These are guarded by mutex_. Blocks have whole lines.
  std::deque<std::string> blocks_;
  bool is_closing_ = false;
  bool is_reopening_ = false;
  Clock::time_point block_until_ = Clock::time_point::max();
  std::int64_t dropped_before_ending_ = 0;

  // These are used by the thread of Run alone.
  std::unique_ptr<LineFile> file_;
  std::int64_t told_drops_ = 0;
  bool is_failing_ = false;

  // Runs Run(). Last, since it uses the other members.
  std::future<void> thread_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_WRITER_H_

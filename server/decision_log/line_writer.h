// The thread that writes queued lines to a file.

#ifndef SERVER_DECISION_LOG_LINE_WRITER_H_
#define SERVER_DECISION_LOG_LINE_WRITER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/decision_log/line_file.h"
#include "server/decision_log/line_queue.h"

namespace server {

// Where the file takes nothing, lines wait in the queue until it does, as many
// as there is room for; the operation log tells of it. What was dropped is told
// of in both logs. A file that was renamed or removed is made anew before more
// is written, at the start of a line.
class LineWriter {
 public:
  // A line, with its line break, that says how many were dropped.
  using DropNotice = std::string (*)(std::int64_t dropped);

  // Opens the file and starts the thread. For the parameters see LineFile and
  // LineQueue.
  static absl::StatusOr<std::unique_ptr<LineWriter>> Start(
      const std::string& path, std::size_t max_bytes, WhenFull when_full,
      DropNotice drop_notice);

  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;
  // Closes it at once, as far as that is not done.
  ~LineWriter();

  LineQueue& queue() { return queue_; }
  const LineQueue& queue() const { return queue_; }

  // Opens the path again, between two lines; not of stdout.
  void Reopen();

  // Writes what was appended before, and ends; what is not written within the
  // time is lost. Returns how many lines that is at most: those that are being
  // written then may still get there. Nothing may be appended any more. To be
  // called once.
  std::int64_t Close(absl::Duration timeout);

  std::int64_t written_lines() const { return written_lines_; }
  std::int64_t written_bytes() const { return written_bytes_; }
  // How often the file took nothing, although it should have.
  std::int64_t failures() const { return failures_; }

 private:
  LineWriter(std::unique_ptr<LineFile> file, std::size_t max_bytes,
             WhenFull when_full, DropNotice drop_notice)
      : drop_notice_(drop_notice),
        queue_(max_bytes, when_full),
        file_(std::move(file)) {}

  void Run();
  // Returns false where time was up before all was written.
  bool Write(absl::string_view lines);
  void TellOfDropped(std::int64_t lines);
  // Whether the file was, and it is time to try to open it again.
  bool IsReplaced() const;
  // Opens the path again. Where that fails, the old file stays, and it returns
  // false.
  bool OpenAgain();
  void NoteFailure(const absl::Status& failure);
  void NoteSuccess();
  bool IsTimeUp() const { return SteadyClock::now() >= end_.load(); }

  const DropNotice drop_notice_;
  LineQueue queue_;
  std::unique_ptr<LineFile> file_;
  std::atomic<bool> closing_ = false;
  std::atomic<SteadyClock::time_point> end_ = SteadyClock::time_point::max();
  std::promise<void> ended_;
  bool is_failing_ = false;
  // Where a file could not be opened again, that is not tried before this.
  SteadyClock::time_point next_reopening_;
  // Of these, `written_notices_` were never appended to the queue.
  std::atomic<std::int64_t> written_lines_ = 0;
  std::atomic<std::int64_t> written_notices_ = 0;
  std::atomic<std::int64_t> written_bytes_ = 0;
  std::atomic<std::int64_t> failures_ = 0;
  std::atomic<bool> reopening_ = false;
  // Last, since it uses the others.
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_WRITER_H_

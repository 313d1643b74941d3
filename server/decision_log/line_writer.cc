#include "server/decision_log/line_writer.h"

#include <pthread.h>
#include <signal.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// Between two attempts to write to a file that failed.
constexpr std::chrono::milliseconds kRetry(100);

// Between two attempts to open a file again.
constexpr absl::Duration kReopen = absl::Seconds(1);

// A pipe without a reader is an error here, and not the end of the process.
void BlockSigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// By memchr, which takes far less time for lines than std::count.
std::int64_t CountLines(absl::string_view lines) {
  std::int64_t count = 0;
  for (std::size_t end = lines.find('\n'); end != absl::string_view::npos;
       end = lines.find('\n', end + 1)) {
    ++count;
  }
  return count;
}

// Where the line begins that the byte at `at` belongs to.
std::size_t LineBegin(absl::string_view lines, std::size_t at) {
  const std::size_t end = lines.substr(0, at).rfind('\n');
  return end == absl::string_view::npos ? 0 : end + 1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineWriter>> LineWriter::Start(
    const std::string& path, std::size_t max_bytes, WhenFull when_full,
    DropNotice drop_notice) {
  absl::StatusOr<std::unique_ptr<LineFile>> file = LineFile::Open(path);
  if (!file.ok()) return file.status();
  auto writer = std::unique_ptr<LineWriter>(
      new LineWriter(*std::move(file), max_bytes, when_full, drop_notice));
  writer->thread_ = std::thread(&LineWriter::Run, writer.get());
  return writer;
}

LineWriter::~LineWriter() {
  if (!closing_) Close(absl::ZeroDuration());
  thread_.join();
}

void LineWriter::Reopen() {
  reopening_ = true;
  queue_.Interrupt();
}

std::int64_t LineWriter::Close(absl::Duration timeout) {
  const SteadyClock::time_point end = SteadyTimeAfter(timeout);
  end_ = end;
  closing_ = true;
  queue_.Interrupt();
  // The thread ends by itself then, but for a file that it waits for.
  ended_.get_future().wait_until(end + 2 * kRetry);
  // In this order: a notice is counted before it is written.
  const std::int64_t written = written_lines_;
  return queue_.appended_lines() - (written - written_notices_);
}

void LineWriter::Run() {
  pthread_setname_np(pthread_self(), "decision_log");
  BlockSigpipe();
  for (bool is_last = false; !is_last;) {
    is_last = closing_;
    LineQueue::Taken taken = queue_.Take(/*wait=*/!is_last);
    if (reopening_.exchange(false) || IsReplaced()) OpenAgain();
    for (std::string& block : taken.blocks) {
      Write(block);
      const std::size_t bytes = block.size();
      std::string().swap(block);
      queue_.Release(bytes);
    }
    if (taken.dropped > 0) TellOfDropped(taken.dropped);
  }
  ended_.set_value();
}

bool LineWriter::Write(absl::string_view lines) {
  std::size_t done = 0;
  // The time is looked at also where the file takes all, but slowly.
  while (done < lines.size() && !IsTimeUp()) {
    absl::string_view rest = lines.substr(done);
    const absl::Status status = file_->Write(rest);
    if (status.ok()) {
      const absl::string_view written =
          lines.substr(done, lines.size() - rest.size() - done);
      written_bytes_ += static_cast<std::int64_t>(written.size());
      written_lines_ += CountLines(written);
      done += written.size();
      NoteSuccess();
      continue;
    }
    NoteFailure(status);
    std::this_thread::sleep_for(kRetry);
    if (IsReplaced() && OpenAgain()) done = LineBegin(lines, done);
  }
  return done == lines.size();
}

void LineWriter::TellOfDropped(std::int64_t lines) {
  static LogLimit limit(1, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "decision log drops lines",
      {{"dropped_lines", absl::StrCat(queue_.dropped_lines())}});
  // Before it is among the lines, so that Close returns no less than was lost.
  ++written_notices_;
  if (!Write(drop_notice_(lines))) --written_notices_;
}

bool LineWriter::IsReplaced() const {
  return SteadyClock::now() >= next_reopening_ && file_->IsReplaced();
}

bool LineWriter::OpenAgain() {
  if (file_->is_stdout()) return false;
  absl::StatusOr<std::unique_ptr<LineFile>> file =
      LineFile::Open(file_->path());
  static LogLimit limit(10, absl::Minutes(1));
  if (file.ok()) {
    file_ = *std::move(file);
    Log(limit, LogLevel::kInfo, "decision log reopened",
        {{"file", file_->path()}});
    return true;
  }
  next_reopening_ = SteadyTimeAfter(kReopen);
  Log(limit, LogLevel::kError,
      "decision log not reopened, the old file is kept",
      {{"error", file.status().message()}});
  return false;
}

void LineWriter::NoteFailure(const absl::Status& failure) {
  ++failures_;
  if (std::exchange(is_failing_, true)) return;
  static LogLimit limit(10, absl::Minutes(1));
  Log(limit, LogLevel::kError, "decision log cannot be written",
      {{"error", failure.message()}});
}

void LineWriter::NoteSuccess() {
  if (!std::exchange(is_failing_, false)) return;
  static LogLimit limit(10, absl::Minutes(1));
  Log(limit, LogLevel::kInfo, "decision log is written again",
      {{"file", file_->path()},
       {"dropped_lines", absl::StrCat(queue_.dropped_lines())}});
}

}  // namespace server

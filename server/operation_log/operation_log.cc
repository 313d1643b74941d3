#include "server/operation_log/operation_log.h"

#include <unistd.h>

#include <chrono>
#include <climits>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/operation_log/pipe_io.h"

namespace server {
namespace {

OperationLogOptions& OptionsOfProcess() {
  static OperationLogOptions options;
  return options;
}

bool IsText(LogFormat format) {
  if (format == LogFormat::kAuto) return isatty(STDERR_FILENO) == 1;
  return format == LogFormat::kText;
}

// Stderr; where that is a pipe, opened by itself, so that a write to it does
// not wait for the reader, whoever else writes there. For others nothing
// changes.
class Stderr {
 public:
  Stderr() : own_fd_(OpenPipeAgain(STDERR_FILENO)) {}
  Stderr(const Stderr&) = delete;
  Stderr& operator=(const Stderr&) = delete;
  ~Stderr() {
    if (own_fd_ >= 0) close(own_fd_);
  }

  int fd() const { return own_fd_ >= 0 ? own_fd_ : STDERR_FILENO; }

 private:
  // -1 where there is none.
  const int own_fd_;
};

// Writes as much as there is room for, and returns how much that is. A pipe
// that has room takes PIPE_BUF bytes without waiting; for more, it may wait.
std::size_t Write(absl::string_view text) {
  const Stderr to;
  std::size_t done = 0;
  while (done < text.size() && HasRoom(to.fd())) {
    const absl::string_view piece = text.substr(done, PIPE_BUF);
    const ssize_t count = write(to.fd(), piece.data(), piece.size());
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::int64_t MonotonicNanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void ConfigureOperationLog(const OperationLogOptions& options) {
  OptionsOfProcess() = options;
}

void Log(LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields) {
  const OperationLogOptions& options = OptionsOfProcess();
  if (level < options.min_level) return;
  // One after the other, so that the room that one finds is not another's.
  static absl::Mutex mutex(absl::kConstInit);
  static std::int64_t lost = 0;
  static bool is_cut = false;
  const absl::MutexLock lock(&mutex);
  const std::string lost_text = absl::StrCat(lost);
  std::vector<LogField> all(fields.begin(), fields.end());
  if (lost > 0) all.push_back({"lost_lines", lost_text});
  // A line stays one of its own also after one that was cut.
  std::string line = is_cut ? "\n" : "";
  line += IsText(options.format)
              ? TextOperationLine(absl::Now(), level, message, all)
              : JsonOperationLine(absl::Now(), level, message, all);
  const std::size_t written = Write(line);
  if (written > 0) is_cut = line[written - 1] != '\n';
  lost = written == line.size() ? 0 : lost + 1;
}

std::optional<std::int64_t> LogLimit::Take() {
  const std::int64_t now = MonotonicNanoseconds();
  std::int64_t start = period_start_;
  if ((start == 0 || now - start >= period_) &&
      period_start_.compare_exchange_strong(start, now)) {
    left_ = lines_;
  }
  if (left_ > 0 && left_.fetch_sub(1) > 0) return suppressed_.exchange(0);
  ++suppressed_;
  return std::nullopt;
}

void Log(LogLimit& limit, LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields) {
  const std::optional<std::int64_t> suppressed = limit.Take();
  if (!suppressed.has_value()) return;
  const std::string count = absl::StrCat(*suppressed);
  std::vector<LogField> all(fields.begin(), fields.end());
  if (*suppressed > 0) all.push_back({"suppressed", count});
  Log(level, message, all);
}

}  // namespace server

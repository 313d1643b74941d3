#include "server/operation_log/operation_log.h"

#include <unistd.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/operation_log/pipe_io.h"

namespace server {
namespace {

OperationLogOptions options_of_process;

}  // namespace

void ConfigureOperationLog(const OperationLogOptions& options) {
  options_of_process = options;
}

void Log(LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields) {
  if (level < options_of_process.min_level) return;
  // One after the other, so that the room that one finds is not another's.
  static absl::Mutex mutex(absl::kConstInit);
  static std::int64_t lost = 0;
  static bool is_cut = false;
  const absl::MutexLock lock(&mutex);
  std::vector<LogField> all(fields.begin(), fields.end());
  if (lost > 0) all.push_back({"lost_lines", lost});
  const LogFormat format = options_of_process.format;
  const bool is_text = format == LogFormat::kText ||
                       (format == LogFormat::kAuto && isatty(STDERR_FILENO));
  const auto line_of = is_text ? TextOperationLine : JsonOperationLine;
  // A line stays one of its own also after one that was cut.
  const std::string line = absl::StrCat(
      is_cut ? "\n" : "", line_of(absl::Now(), level, message, all));
  const std::size_t written = WriteWhatFits(STDERR_FILENO, line);
  if (written > 0) is_cut = line[written - 1] != '\n';
  lost = written == line.size() ? 0 : lost + 1;
}

std::optional<std::int64_t> LogLimit::Take() {
  const absl::MutexLock lock(&mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now >= period_end_) {
    period_end_ = now + period_;
    left_ = lines_;
  }
  if (left_ > 0) {
    --left_;
    return std::exchange(suppressed_, 0);
  }
  ++suppressed_;
  return std::nullopt;
}

void Log(LogLimit& limit, LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields) {
  const std::optional<std::int64_t> suppressed = limit.Take();
  if (!suppressed.has_value()) return;
  std::vector<LogField> all(fields.begin(), fields.end());
  if (*suppressed > 0) all.push_back({"suppressed", *suppressed});
  Log(level, message, all);
}

}  // namespace server

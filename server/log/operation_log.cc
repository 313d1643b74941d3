#include "server/log/operation_log.h"

#include <grpc/support/log.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace server {
namespace {

struct Settings {
  LogFormat format = LogFormat::kAuto;
  LogLevel least_level = LogLevel::kInfo;
};

Settings& SettingsOfProcess() {
  static Settings settings;
  return settings;
}

bool IsText(LogFormat format) {
  if (format == LogFormat::kAuto) return isatty(STDERR_FILENO) == 1;
  return format == LogFormat::kText;
}

bool HasRoom() {
  pollfd polled = {STDERR_FILENO, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
}

// Whether all of it was written.
bool Write(absl::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(STDERR_FILENO, text.data(), text.size());
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::int64_t MonotonicNanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

LogLevel LevelOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return LogLevel::kDebug;
    case GPR_LOG_SEVERITY_INFO:
      return LogLevel::kInfo;
    case GPR_LOG_SEVERITY_ERROR:
      // Of what peers do, which it copes with.
      return LogLevel::kWarning;
  }
  return LogLevel::kWarning;
}

// Of what gRPC says, which may be as long as a header, and quote one.
std::string WithoutRequest(absl::string_view message) {
  constexpr std::size_t kMost = 1'000;
  message = message.substr(0, message.find(" value="));
  if (message.size() <= kMost) return std::string(message);
  return absl::StrCat(message.substr(0, kMost), "...");
}

}  // namespace

void ConfigureOperationLog(LogFormat format, LogLevel least_level) {
  SettingsOfProcess() = {format, least_level};
}

void Log(LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields) {
  static std::atomic<std::int64_t> lost = 0;
  const Settings& settings = SettingsOfProcess();
  if (level < settings.least_level) return;
  const std::int64_t lost_before = lost.exchange(0);
  const std::string lost_text = absl::StrCat(lost_before);
  std::vector<LogField> all(fields.begin(), fields.end());
  if (lost_before > 0) all.push_back({"lost_lines", lost_text});
  const std::string line =
      IsText(settings.format)
          ? TextOperationLine(absl::Now(), level, message, all)
          : JsonOperationLine(absl::Now(), level, message, all);
  if (!HasRoom() || !Write(line)) lost += lost_before + 1;
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

void TakeGrpcLog() {
  gpr_set_log_function([](gpr_log_func_args* args) {
    const std::string source =
        absl::StrCat("grpc ", args->file, ":", args->line);
    // The process ends with it.
    if (absl::StartsWith(args->message, "assertion failed")) {
      Log(LogLevel::kError, args->message, {{"source", source}});
      return;
    }
    static LogLimit limit(10, absl::Seconds(10));
    Log(limit, LevelOf(args->severity), WithoutRequest(args->message),
        {{"source", source}});
  });
}

}  // namespace server

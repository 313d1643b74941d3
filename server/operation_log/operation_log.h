// The operation log: a line on stderr for each event in the server's life, with
// a level and named values, for its operator. It has nothing of requests.
//
//   Log(LogLevel::kInfo, "policy reloaded", {{"policy_version", version}});

#ifndef SERVER_OPERATION_LOG_OPERATION_LOG_H_
#define SERVER_OPERATION_LOG_OPERATION_LOG_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/operation_log/operation_line.h"

namespace server {

enum class LogFormat : std::uint8_t {
  // Text where stderr is a terminal, else JSON.
  kAuto,
  kText,
  kJson,
};

struct OperationLogOptions {
  LogFormat format = LogFormat::kAuto;
  // Lines of a lower level are not written.
  LogLevel min_level = LogLevel::kInfo;
};

// The options that --log_format and --log_level give.
OperationLogOptions OperationLogOptionsFromFlags();

// Sets the options of the process's one operation log. To be called before
// there are threads; without it, they are the defaults.
void ConfigureOperationLog(const OperationLogOptions& options);

// Writes a line, unless its level is too low. One of up to 4 KiB stays together
// whoever else writes there. Where stderr has no room, it is lost or cut rather
// than waited with, and the next line says how many were, as `lost_lines`.
// Thread-safe.
void Log(LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields = {});

// The rate limit of a log line that clients can provoke. Thread-safe.
class LogLimit {
 public:
  // Allows `lines` in each `period`, which starts with a line.
  LogLimit(int lines, absl::Duration period)
      : lines_(lines), period_(absl::ToChronoNanoseconds(period)) {}

  // Takes one line of the limit, and returns how many were suppressed since the
  // last; nothing where none is left.
  std::optional<std::int64_t> Take();

 private:
  const int lines_;
  const std::chrono::nanoseconds period_;
  absl::Mutex mutex_;
  std::chrono::steady_clock::time_point period_end_ ABSL_GUARDED_BY(mutex_);
  int left_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t suppressed_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Logs within the limit. The field `suppressed` says how many such lines were
// not written before this one.
void Log(LogLimit& limit, LogLevel level, absl::string_view message,
         absl::Span<const LogField> fields = {});

}  // namespace server

#endif  // SERVER_OPERATION_LOG_OPERATION_LOG_H_

#include "server/operation_log/grpc_log.h"

#include <grpc/support/log.h>

#include <cstddef>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// The limit of one place in gRPC's source, of which there are some hundreds.
LogLimit& LimitOf(const std::string& source) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto& limits = *new std::map<std::string, LogLimit>;
  const absl::MutexLock lock(&mutex);
  return limits.try_emplace(source, 10, absl::Seconds(10)).first->second;
}

LogLevel LevelOf(gpr_log_severity severity) {
  if (severity == GPR_LOG_SEVERITY_DEBUG) return LogLevel::kDebug;
  if (severity == GPR_LOG_SEVERITY_INFO) return LogLevel::kInfo;
  // Of what peers do, which it copes with.
  return LogLevel::kWarning;
}

// It may be as long as a header, and quote one.
std::string WithoutRequest(absl::string_view message) {
  constexpr std::size_t kMaxBytes = 1'000;
  message = message.substr(0, message.find(" value="));
  if (message.size() <= kMaxBytes) return std::string(message);
  return absl::StrCat(message.substr(0, kMaxBytes), "...");
}

void LogFromGrpc(gpr_log_func_args* args) {
  const std::string source = absl::StrCat("grpc ", args->file, ":", args->line);
  // The process ends with it.
  if (absl::StartsWith(args->message, "assertion failed")) {
    Log(LogLevel::kError, args->message, {{"source", source}});
    return;
  }
  Log(LimitOf(source), LevelOf(args->severity), WithoutRequest(args->message),
      {{"source", source}});
}

}  // namespace

void RedirectGrpcLog() { gpr_set_log_function(LogFromGrpc); }

}  // namespace server

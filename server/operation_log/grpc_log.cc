#include "server/operation_log/grpc_log.h"

#include <cstddef>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"
#include "third_party/compat/library_log.h"

namespace server {
namespace {

using compat::LibraryLogLevel;

// The limit of one place in gRPC's source, of which there are some hundreds.
LogLimit& LimitOf(const std::string& source) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto& limits = *new std::map<std::string, LogLimit>;
  const absl::MutexLock lock(&mutex);
  return limits.try_emplace(source, 10, absl::Seconds(10)).first->second;
}

LogLevel LevelOf(LibraryLogLevel level) {
  if (level == LibraryLogLevel::kDebug) return LogLevel::kDebug;
  if (level == LibraryLogLevel::kInfo) return LogLevel::kInfo;
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

void LogFromGrpc(const compat::LibraryMessage& message) {
  const std::string source =
      absl::StrCat("grpc ", message.file, ":", message.line);
  if (message.level == LibraryLogLevel::kFatal) {
    Log(LogLevel::kError, message.text, {{"source", source}});
    return;
  }
  Log(LimitOf(source), LevelOf(message.level), WithoutRequest(message.text),
      {{"source", source}});
}

}  // namespace

void RedirectGrpcLog() { compat::SetGrpcLog(LogFromGrpc); }

}  // namespace server

#include "server/net/refused_callers.h"

#include <grpcpp/support/status.h>

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/decision_log/entry_json.h"
#include "server/metrics/rpc_method.h"
#include "server/metrics/rpc_observer.h"
#include "server/operation_log/operation_log.h"
#include "server/rpc/call_id.h"

namespace server {
namespace {

// What is served beside the methods whose calls are counted.
constexpr absl::string_view kOtherPaths[] = {
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};

std::optional<RpcMethod> MethodOf(absl::string_view path) {
  for (std::size_t i = 0; i < kRpcMethods; ++i) {
    absl::string_view rest = path;
    if (absl::ConsumePrefix(&rest, "/") &&
        absl::ConsumePrefix(&rest, kRpcMethodNames[i].service) &&
        absl::ConsumePrefix(&rest, "/") && rest == kRpcMethodNames[i].method) {
      return static_cast<RpcMethod>(i);
    }
  }
  return std::nullopt;
}

// The path where it is one of the server's. Any other is what the client made
// of it, and not for the operation log.
absl::string_view KnownPath(absl::string_view path,
                            std::optional<RpcMethod> method) {
  if (method.has_value()) return path;
  for (const absl::string_view other : kOtherPaths) {
    if (path == other) return other;
  }
  return "unknown";
}

// "" where there is none, or several.
absl::string_view HeaderOf(const IncomingCall& call, absl::string_view name) {
  std::optional<absl::string_view> found;
  for (const auto& [key, value] : call.headers) {
    if (key != name) continue;
    if (found.has_value()) return "";
    found = value;
  }
  return found.value_or("");
}

}  // namespace

void RefusedCallers::Note(const IncomingCall& call, absl::string_view caller) {
  const std::optional<RpcMethod> method = MethodOf(call.path);
  if (counters_ != nullptr) {
    const absl::MutexLock lock(&mutex_);
    CountRefusedCaller(*counters_, method);
  }
  static LogLimit limit(10, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "a caller is refused",
      {{"caller", caller}, {"method", KnownPath(call.path, method)}});
  if (log_ == nullptr || !method.has_value() ||
      *method == RpcMethod::kHealthCheck) {
    return;
  }
  LoggedCall fields;
  fields.time = absl::Now();
  const absl::string_view id = HeaderOf(call, kCallIdKey);
  if (IsCallId(id)) fields.call_id = id;
  fields.trace_parent = CheckedTraceparent(HeaderOf(call, kTraceparentKey));
  fields.caller = std::string(caller);
  fields.method = kRpcMethodNames[static_cast<std::size_t>(*method)].method;
  log_->Rejected(fields, grpc::StatusCode::PERMISSION_DENIED, kCallerRefused,
                 absl::ZeroDuration());
}

}  // namespace server

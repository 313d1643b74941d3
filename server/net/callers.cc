#include "server/net/callers.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security_constants.h>
#include <grpc/slice.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/facts/time.h"
#include "server/metrics/rpc_method.h"
#include "server/metrics/rpc_observer.h"
#include "server/operation_log/operation_log.h"
#include "server/rpc/call_identity.h"

namespace server {
namespace {

// What the client is told.
constexpr char kCallerRefused[] =
    "the client's certificate does not allow this call";

// What is served beside the methods whose calls are counted.
constexpr absl::string_view kOtherPaths[] = {
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};

absl::string_view View(const grpc_slice& slice) {
  return {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(slice)),
          GRPC_SLICE_LENGTH(slice)};
}

// The property of that name, "" where there is none. Valid as long as the
// context.
absl::string_view PropertyOf(const grpc_auth_context* context,
                             const char* name) {
  grpc_auth_property_iterator properties =
      grpc_auth_context_find_properties_by_name(context, name);
  const grpc_auth_property* property =
      grpc_auth_property_iterator_next(&properties);
  if (property == nullptr) return "";
  return {property->value, property->value_length};
}

// The strings are those of the arguments.
IncomingCall ToCall(const grpc_auth_context* context,
                    const grpc_metadata* metadata, std::size_t count) {
  IncomingCall call;
  for (const char* name :
       {GRPC_PEER_URI_PROPERTY_NAME, GRPC_PEER_DNS_PROPERTY_NAME,
        GRPC_X509_SUBJECT_PROPERTY_NAME}) {
    grpc_auth_property_iterator properties =
        grpc_auth_context_find_properties_by_name(context, name);
    while (const grpc_auth_property* property =
               grpc_auth_property_iterator_next(&properties)) {
      call.identities.emplace_back(property->value, property->value_length);
    }
  }
  call.headers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const absl::string_view name = View(metadata[i].key);
    const absl::string_view value = View(metadata[i].value);
    if (name == ":path") {
      call.path = value;
    } else {
      call.headers.emplace_back(name, value);
    }
  }
  return call;
}

std::optional<RpcMethod> MethodOf(absl::string_view path) {
  for (std::size_t i = 0; i < kRpcMethods; ++i) {
    const auto& [service, method] = kRpcMethodNames[i];
    if (path == absl::StrCat("/", service, "/", method)) {
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

// Of its metadata, as HTTP/2 counts it.
std::size_t SizeOf(const IncomingCall& call) {
  constexpr std::size_t kForEach = 32;
  std::size_t size = 0;
  for (const auto& [name, value] : call.headers) {
    size += name.size() + value.size() + kForEach;
  }
  return size;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Callers>> Callers::Load(
    const std::string& path, ClientCertificates& certificates,
    std::int32_t max_metadata_bytes, CallMetrics* metrics, DecisionLog* log) {
  auto callers = std::unique_ptr<Callers>(
      new Callers(certificates, max_metadata_bytes, metrics, log));
  if (path.empty()) return callers;
  absl::StatusOr<std::unique_ptr<FileReloader>> file = FileReloader::Load(
      {"callers"}, {path},
      [path, callers = callers.get()](const FileReloader::Texts& texts) {
        return callers->Take(path, texts[0]);
      });
  if (!file.ok()) return file.status();
  callers->file_ = *std::move(file);
  return callers;
}

grpc_auth_metadata_processor Callers::processor() {
  const auto process = [](void* callers, grpc_auth_context* context,
                          const grpc_metadata* metadata, std::size_t count,
                          grpc_process_auth_metadata_done_cb done,
                          void* user_data) {
    static_cast<Callers*>(callers)->Process(context, metadata, count, done,
                                            user_data);
  };
  return {process, nullptr, this};
}

void Callers::Process(const grpc_auth_context* context,
                      const grpc_metadata* metadata, std::size_t count,
                      grpc_process_auth_metadata_done_cb done,
                      void* user_data) {
  const IncomingCall call = ToCall(context, metadata, count);
  const absl::Status status = Judge(context, call);
  if (!status.ok()) NoteRefused(call, CallerOf(context), status);
  const std::string message(status.message());
  done(user_data, nullptr, 0, nullptr, 0,
       static_cast<grpc_status_code>(status.code()),
       status.ok() ? nullptr : message.c_str());
}

absl::Status Callers::Judge(const grpc_auth_context* context,
                            const IncomingCall& call) {
  if (SizeOf(call) > max_metadata_bytes_) {
    return absl::ResourceExhaustedError(
        "the metadata is larger than the limit");
  }
  absl::Status valid = certificates_.Verify(
      PropertyOf(context, GRPC_X509_PEM_CERT_PROPERTY_NAME),
      PropertyOf(context, GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME), absl::Now());
  if (!valid.ok()) return valid;
  const std::shared_ptr<const CallerRules> rules = Current();
  if (rules == nullptr || rules->Allows(call)) return absl::OkStatus();
  return absl::PermissionDeniedError(kCallerRefused);
}

void Callers::NoteRefused(const IncomingCall& call, absl::string_view caller,
                          const absl::Status& why) {
  const std::optional<RpcMethod> method = MethodOf(call.path);
  if (counters_ != nullptr) {
    const absl::MutexLock lock(&counting_);
    CountRefusedCaller(*counters_, method,
                       static_cast<grpc::StatusCode>(why.code()));
  }
  static LogLimit limit(10, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "a caller is refused",
      {{"caller", caller},
       {"method", KnownPath(call.path, method)},
       {"error", why.message()}});
  if (log_ == nullptr || !method.has_value() ||
      *method == RpcMethod::kHealthCheck || *method == RpcMethod::kHealthList) {
    return;
  }
  DecisionLogEntry entry;
  authz::SetTimestamp(absl::Now(), *entry.mutable_time());
  const absl::string_view id = HeaderOf(call, kCallIdKey);
  if (IsCallId(id)) entry.set_call_id(std::string(id));
  entry.set_trace_parent(
      std::string(CheckedTraceparent(HeaderOf(call, kTraceparentKey))));
  entry.set_method(
      std::string(kRpcMethodNames[static_cast<std::size_t>(*method)].method));
  entry.set_caller(std::string(caller));
  entry.set_status(absl::StatusCodeToString(why.code()));
  entry.set_message(std::string(why.message()));
  entry.mutable_duration();
  log_->Log(entry);
}

absl::StatusOr<std::string> Callers::Take(const std::string& path,
                                          const std::string& text) {
  absl::StatusOr<CallerRules> rules = CallerRules::Parse(text);
  if (!rules.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path, "`: ", rules.status().message()));
  }
  auto next = std::make_shared<const CallerRules>(*std::move(rules));
  std::string name = next->name();
  const absl::MutexLock lock(&mutex_);
  rules_ = std::move(next);
  return name;
}

std::shared_ptr<const CallerRules> Callers::Current() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return rules_;
}

}  // namespace server

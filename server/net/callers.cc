#include "server/net/callers.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security_constants.h>
#include <grpc/slice.h>

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/rpc/caller.h"

namespace server {
namespace {

absl::string_view View(const grpc_slice& slice) {
  return {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(slice)),
          GRPC_SLICE_LENGTH(slice)};
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

}  // namespace

absl::StatusOr<std::unique_ptr<Callers>> Callers::Load(const std::string& path,
                                                       CallMetrics* metrics,
                                                       DecisionLog* log) {
  auto callers = std::unique_ptr<Callers>(new Callers(path, metrics, log));
  absl::StatusOr<std::unique_ptr<FileReloader>> reloader = FileReloader::Load(
      {"callers"}, {path},
      [callers = callers.get()](const FileReloader::Texts& texts) {
        return callers->Take(texts[0]);
      });
  if (!reloader.ok()) return reloader.status();
  callers->reloader_ = *std::move(reloader);
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
  const bool allowed = Current()->Allows(call);
  if (!allowed) refused_.Note(call, CallerOf(context));
  done(user_data, nullptr, 0, nullptr, 0,
       allowed ? GRPC_STATUS_OK : GRPC_STATUS_PERMISSION_DENIED,
       allowed ? nullptr : kCallerRefused);
}

absl::StatusOr<std::string> Callers::Take(const std::string& text) {
  absl::StatusOr<CallerRules> rules = CallerRules::Parse(text);
  if (!rules.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path_, "`: ", rules.status().message()));
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

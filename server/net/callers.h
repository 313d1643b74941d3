// Refuses the calls of clients whose certificate is not valid any more, and
// those that the rules of a file do not allow by the identities in it, and
// counts and logs them. Also those whose metadata is too large, of which gRPC
// does not count the fields that refer to an earlier one.
//
// The format of the file is that of gRPC's authorization policy. Debian's
// libgrpc++ has the headers of its provider, but neither the library that they
// need nor the parser. So the rules are read here, and gRPC asks for every call
// where its own filter would: before the call reaches any service, gRPC's own
// included.

#ifndef SERVER_NET_CALLERS_H_
#define SERVER_NET_CALLERS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/call_metrics.h"
#include "server/net/caller_rules.h"
#include "server/net/client_certificates.h"
#include "server/reload/file_reloader.h"
#include "third_party/compat/tls_server_credentials.h"

namespace server {

// Thread-safe. Rules of a file that has changed hold from the next call on.
class Callers {
 public:
  // Reads and checks the file; where `path` is empty, every client with a valid
  // certificate may call. The error is one line. `certificates` verifies those
  // of clients; metadata has `max_metadata_bytes` at most, as HTTP/2 counts
  // them. The former and, if they are not null, `metrics` and `log` must
  // outlive this.
  static absl::StatusOr<std::unique_ptr<Callers>> Load(
      const std::string& path, ClientCertificates& certificates,
      std::int32_t max_metadata_bytes, CallMetrics* metrics, DecisionLog* log);

  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  // Null where there is none.
  FileReloader* file() const { return file_.get(); }

  // The processor that gRPC calls for every call on the connections that have
  // it. It must end before this.
  grpc_auth_metadata_processor processor();

 private:
  Callers(ClientCertificates& certificates, std::int32_t max_metadata_bytes,
          CallMetrics* metrics, DecisionLog* log)
      : certificates_(certificates),
        max_metadata_bytes_(static_cast<std::size_t>(max_metadata_bytes)),
        counters_(metrics == nullptr ? nullptr : &metrics->AddThread()),
        log_(log) {}
  absl::StatusOr<std::string> Take(const std::string& path,
                                   const std::string& text);
  std::shared_ptr<const CallerRules> Current() const;

  void Process(const grpc_auth_context* context, const grpc_metadata* metadata,
               std::size_t count, grpc_process_auth_metadata_done_cb done,
               void* user_data);

  // Whether the call is let through, or why not.
  absl::Status Judge(const grpc_auth_context* context,
                     const IncomingCall& call);

  // Counts a call of `caller`, and tells of it: in the decision log where it
  // asks for a decision, and in the operation log as far as the limit goes.
  // Such a call reaches no service, which would.
  void NoteRefused(const IncomingCall& call, absl::string_view caller,
                   const absl::Status& why);

  ClientCertificates& certificates_;
  const std::size_t max_metadata_bytes_;
  absl::Mutex counting_;
  // Of whichever thread holds the mutex; null: nothing is counted.
  ThreadCounters* const counters_ ABSL_PT_GUARDED_BY(counting_);
  DecisionLog* const log_;
  mutable absl::Mutex mutex_;
  // Null where there is no file.
  std::shared_ptr<const CallerRules> rules_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> file_;
};

}  // namespace server

#endif  // SERVER_NET_CALLERS_H_

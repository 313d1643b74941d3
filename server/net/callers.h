// Refuses the calls that the rules of a file do not allow, by the identities in
// clients' certificates.
//
// The format is that of gRPC's authorization policy. Debian's libgrpc++ has the
// headers of its provider, but neither the library that they need nor the
// parser. So the rules are read here, and gRPC asks for every call where its
// own filter would: before the call reaches any service, gRPC's own included.

#ifndef SERVER_NET_CALLERS_H_
#define SERVER_NET_CALLERS_H_

#include <grpc/grpc_security.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/net/caller_rules.h"
#include "server/net/refused_callers.h"
#include "server/reload/file_reloader.h"
#include "server/reload/reloads.h"

namespace server {

// Thread-safe. Rules of a file that has changed hold from the next call on.
class Callers {
 public:
  // Reads and checks the file. The error is one line. Calls that are refused
  // are counted in `metrics` and logged in `log`: see RefusedCallers.
  static absl::StatusOr<std::unique_ptr<Callers>> Load(const std::string& path,
                                                       CallMetrics* metrics,
                                                       DecisionLog* log);

  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  // From now on takes the file whenever it has changed. To be called once.
  absl::Status Watch() { return reloader_->Watch(); }

  // Takes the file again, changed or not.
  void Reload() { reloader_->Reload(); }

  // What gRPC asks for every call on the connections that have it. It must end
  // before this.
  grpc_auth_metadata_processor processor();

  Reloads reloads() const { return reloader_->reloads(); }

 private:
  Callers(std::string path, CallMetrics* metrics, DecisionLog* log)
      : path_(std::move(path)), refused_(metrics, log) {}
  absl::StatusOr<std::string> Take(const std::string& text);
  std::shared_ptr<const CallerRules> Current() const;

  void Process(const grpc_auth_context* context, const grpc_metadata* metadata,
               std::size_t count, grpc_process_auth_metadata_done_cb done,
               void* user_data);

  const std::string path_;
  RefusedCallers refused_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const CallerRules> rules_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> reloader_;
};

}  // namespace server

#endif  // SERVER_NET_CALLERS_H_

// Loads the policy of a running server, and again when its file changes or when
// asked.

#ifndef SERVER_RELOAD_POLICY_RELOADER_H_
#define SERVER_RELOAD_POLICY_RELOADER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/reload/file_reloader.h"
#include "server/reload/policy_store.h"
#include "server/reload/reloads.h"

namespace server {

// Thread-safe. A policy is built and proved aside and then put in force. One
// that cannot be loaded is told of in the operation log, and the last good one
// stays.
class PolicyReloader {
 public:
  // Loads the policy of the file, or the embedded one where `path` is empty.
  // The error has every mistake in the file.
  static absl::StatusOr<std::unique_ptr<PolicyReloader>> Load(
      const std::string& path);

  PolicyReloader(const PolicyReloader&) = delete;
  PolicyReloader& operator=(const PolicyReloader&) = delete;

  const PolicyStore& store() const { return *store_; }

  // From now on reloads the file whenever it has changed. To be called once.
  absl::Status Watch() { return reloader_->Watch(); }

  // Loads the file again, changed or not.
  void Reload() { reloader_->Reload(); }

  Reloads reloads() const { return reloader_->reloads(); }

 private:
  explicit PolicyReloader(std::string path) : path_(std::move(path)) {}
  absl::StatusOr<std::string> Take(const FileReloader::Texts& texts);

  const std::string path_;
  std::unique_ptr<PolicyStore> store_;
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> reloader_;
};

}  // namespace server

#endif  // SERVER_RELOAD_POLICY_RELOADER_H_

// The policy file of a running server: loaded at the start, and again when it
// changes or when asked.

#ifndef SERVER_POLICY_RELOADER_H_
#define SERVER_POLICY_RELOADER_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/file_watcher.h"
#include "server/policy_store.h"

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

  const PolicyStore& store() const { return store_; }

  // From now on reloads the file whenever it has changed. To be called once.
  absl::Status Watch();

  // Loads the file again, changed or not.
  void Reload();

 private:
  PolicyReloader(std::string path, absl::StatusOr<std::string> text,
                 PolicyStore::Policy policy);

  // So that a bad file is reported once, and not whenever it is looked at.
  void ReloadIfChanged();
  void LoadText(const absl::StatusOr<std::string>& text)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  PolicyStore store_;
  absl::Mutex mutex_;
  // What the file had the last time, or why it could not be read.
  absl::StatusOr<std::string> last_text_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileWatcher> watcher_;
};

}  // namespace server

#endif  // SERVER_POLICY_RELOADER_H_

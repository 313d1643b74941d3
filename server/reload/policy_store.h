// Holds the policy in force, which may be replaced while requests are decided.

#ifndef SERVER_RELOAD_POLICY_STORE_H_
#define SERVER_RELOAD_POLICY_STORE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "authz/policy/policy.h"
#include "server/reload/file_reloader.h"

namespace server {

// The policy of one store as one thread last saw it. Of no store at first.
struct PolicySnapshot {
  std::uint64_t generation = 0;
  std::shared_ptr<const authz::CompiledPolicy> policy;
};

// Thread-safe.
class PolicyStore {
 public:
  using Policy = std::shared_ptr<const authz::CompiledPolicy>;

  // Loads the policy of the file, or the embedded one where `path` is empty.
  // The error has every mistake in the file. From then on a policy is built and
  // proved aside and then put in force.
  static absl::StatusOr<std::unique_ptr<PolicyStore>> Load(
      const std::string& path);

  // Without a file.
  explicit PolicyStore(Policy policy) : policy_(std::move(policy)) {}

  PolicyStore(const PolicyStore&) = delete;
  PolicyStore& operator=(const PolicyStore&) = delete;

  // The policy in force.
  Policy Current() const;

  // The same, from a snapshot that is this store's alone: where nothing has
  // changed since its last Update, it takes no lock and writes no memory that
  // other threads read. Valid until the next Update of the snapshot, so ask
  // once for each request.
  const authz::CompiledPolicy& Update(PolicySnapshot& snapshot) const {
    if (snapshot.generation != generation_.load(std::memory_order_acquire)) {
      Refill(snapshot);
    }
    return *snapshot.policy;
  }

  // Puts a policy in force for all requests that begin after it.
  void Replace(Policy policy);

  // The file that it was loaded from.
  FileReloader& file() const { return *file_; }

 private:
  void Refill(PolicySnapshot& snapshot) const;

  // Changes with `policy_`.
  std::atomic<std::uint64_t> generation_ = 1;
  mutable absl::Mutex mutex_;
  Policy policy_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> file_;
};

}  // namespace server

#endif  // SERVER_RELOAD_POLICY_STORE_H_

// The policy that requests are decided by, while it may be replaced.

#ifndef SERVER_RELOAD_POLICY_STORE_H_
#define SERVER_RELOAD_POLICY_STORE_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "authz/policy/policy.h"

namespace server {

// Thread-safe. A thread keeps the policy that it last asked for, so that asking
// again takes no lock and writes no memory that other threads read.
class PolicyStore {
 public:
  using Policy = std::shared_ptr<const authz::CompiledPolicy>;

  explicit PolicyStore(Policy policy);

  PolicyStore(const PolicyStore&) = delete;
  PolicyStore& operator=(const PolicyStore&) = delete;

  // The policy in force. Valid until this thread asks the next time, so ask
  // once for each request.
  const authz::CompiledPolicy& Current() const;

  // Puts a policy in force for all requests that begin after it.
  void Replace(Policy policy);

 private:
  // Changes with `policy_`, and is no other store's.
  std::atomic<std::uint64_t> generation_;
  mutable absl::Mutex mutex_;
  Policy policy_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_RELOAD_POLICY_STORE_H_

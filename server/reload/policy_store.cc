#include "server/reload/policy_store.h"

namespace server {

PolicyStore::Policy PolicyStore::Current() const {
  const absl::MutexLock lock(&mutex_);
  return policy_;
}

void PolicyStore::Refill(PolicySnapshot& snapshot) const {
  const absl::MutexLock lock(&mutex_);
  snapshot = {generation_, policy_};
}

void PolicyStore::Replace(Policy policy) {
  const absl::MutexLock lock(&mutex_);
  policy_.swap(policy);
  ++generation_;
}

}  // namespace server

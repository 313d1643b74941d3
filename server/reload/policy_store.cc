#include "server/reload/policy_store.h"

#include <utility>

namespace server {
namespace {

std::uint64_t NextGeneration() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

PolicyStore::PolicyStore(Policy policy)
    : generation_(NextGeneration()), policy_(std::move(policy)) {}

const authz::CompiledPolicy& PolicyStore::Current() const {
  struct Kept {
    std::uint64_t generation = 0;
    Policy policy;
  };
  thread_local Kept kept;
  if (kept.generation != generation_.load(std::memory_order_acquire)) {
    const absl::MutexLock lock(&mutex_);
    kept = {generation_, policy_};
  }
  return *kept.policy;
}

void PolicyStore::Replace(Policy policy) {
  const absl::MutexLock lock(&mutex_);
  policy_.swap(policy);
  generation_ = NextGeneration();
}

}  // namespace server

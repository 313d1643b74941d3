#include "server/policy_store.h"

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

void PolicyStore::Replace(Policy policy, absl::Time at) {
  const absl::MutexLock lock(&mutex_);
  policy_.swap(policy);
  generation_ = NextGeneration();
  last_reload_ = PolicyReload{at, ""};
}

void PolicyStore::NoteFailure(std::string error, absl::Time at) {
  const absl::MutexLock lock(&mutex_);
  last_reload_ = PolicyReload{at, std::move(error)};
}

std::optional<PolicyReload> PolicyStore::LastReload() const {
  const absl::MutexLock lock(&mutex_);
  return last_reload_;
}

}  // namespace server

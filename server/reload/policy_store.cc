#include "server/reload/policy_store.h"

#include <vector>

#include "authz/policies/embedded_policy.h"
#include "base/load_policy.h"

namespace server {

absl::StatusOr<std::unique_ptr<PolicyStore>> PolicyStore::Load(
    const std::string& path) {
  auto store = std::make_unique<PolicyStore>(nullptr);
  const auto take =
      [path, store = store.get()](
          const FileReloader::Texts& texts) -> absl::StatusOr<std::string> {
    absl::StatusOr<authz::CompiledPolicy> policy = base::LoadPolicyText(
        path, texts.empty() ? authz::EmbeddedPolicyText() : texts[0]);
    if (!policy.ok()) return policy.status();
    std::string version = policy->version;
    store->Replace(
        std::make_shared<const authz::CompiledPolicy>(*std::move(policy)));
    return version;
  };
  std::vector<std::string> paths;
  if (!path.empty()) paths.push_back(path);
  absl::StatusOr<std::unique_ptr<FileReloader>> file =
      FileReloader::Load({"policy", "policy_version"}, std::move(paths), take);
  if (!file.ok()) return file.status();
  store->file_ = *std::move(file);
  return store;
}

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

#include "server/reload/policy_reloader.h"

#include <vector>

#include "authz/policies/embedded_policy.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"

namespace server {

absl::StatusOr<std::unique_ptr<PolicyReloader>> PolicyReloader::Load(
    const std::string& path) {
  auto policy = std::unique_ptr<PolicyReloader>(new PolicyReloader(path));
  std::vector<std::string> paths;
  if (!path.empty()) paths.push_back(path);
  absl::StatusOr<std::unique_ptr<FileReloader>> reloader = FileReloader::Load(
      {"policy", "policy_version"}, std::move(paths),
      [policy = policy.get()](const FileReloader::Texts& texts) {
        return policy->Take(texts);
      });
  if (!reloader.ok()) return reloader.status();
  policy->reloader_ = *std::move(reloader);
  return policy;
}

absl::StatusOr<std::string> PolicyReloader::Take(
    const FileReloader::Texts& texts) {
  absl::StatusOr<authz::CompiledPolicy> policy = base::LoadPolicyText(
      path_, texts.empty() ? authz::EmbeddedPolicyText() : texts[0]);
  if (!policy.ok()) return policy.status();
  std::string version = policy->version;
  auto next = std::make_shared<const authz::CompiledPolicy>(*std::move(policy));
  if (store_ == nullptr) {
    store_ = std::make_unique<PolicyStore>(std::move(next));
  } else {
    store_->Replace(std::move(next));
  }
  return version;
}

}  // namespace server

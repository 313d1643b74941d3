#include "server/policy_reloader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "authz/policy.h"
#include "cli/load_policy.h"
#include "server/log/operation_log.h"

namespace server {
namespace {

absl::StatusOr<PolicyStore::Policy> MakePolicy(
    const std::string& path, const absl::StatusOr<std::string>& text) {
  if (!text.ok()) return text.status();
  absl::StatusOr<authz::CompiledPolicy> policy =
      cli::LoadPolicyText(path, *text);
  if (!policy.ok()) return policy.status();
  return std::make_shared<const authz::CompiledPolicy>(*std::move(policy));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PolicyReloader>> PolicyReloader::Load(
    const std::string& path) {
  absl::StatusOr<std::string> text = cli::ReadPolicyText(path);
  absl::StatusOr<PolicyStore::Policy> policy = MakePolicy(path, text);
  if (!policy.ok()) return policy.status();
  return std::unique_ptr<PolicyReloader>(
      new PolicyReloader(path, std::move(text), *std::move(policy)));
}

PolicyReloader::PolicyReloader(std::string path,
                               absl::StatusOr<std::string> text,
                               PolicyStore::Policy policy)
    : path_(std::move(path)),
      store_(std::move(policy)),
      last_text_(std::move(text)) {}

absl::Status PolicyReloader::Watch() {
  if (path_.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<FileWatcher>> watcher =
      FileWatcher::Start({path_}, [this] { ReloadIfChanged(); });
  if (!watcher.ok()) return watcher.status();
  watcher_ = *std::move(watcher);
  return absl::OkStatus();
}

void PolicyReloader::Reload() {
  const absl::MutexLock lock(&mutex_);
  LoadText(cli::ReadPolicyText(path_));
}

void PolicyReloader::ReloadIfChanged() {
  const absl::MutexLock lock(&mutex_);
  const absl::StatusOr<std::string> text = cli::ReadPolicyText(path_);
  if (text != last_text_) LoadText(text);
}

void PolicyReloader::LoadText(const absl::StatusOr<std::string>& text) {
  last_text_ = text;
  const std::string old_version = store_.Current().version;
  absl::StatusOr<PolicyStore::Policy> policy = MakePolicy(path_, text);
  if (!policy.ok()) {
    const absl::string_view error = policy.status().message();
    Log(LogLevel::kError, "policy not reloaded, the last good one stays",
        {{"policy_version", old_version}, {"error", error}});
    store_.NoteFailure(std::string(error), absl::Now());
    return;
  }
  Log(LogLevel::kInfo, "policy reloaded",
      {{"policy_version", (*policy)->version}, {"was", old_version}});
  store_.Replace(*std::move(policy), absl::Now());
}

}  // namespace server

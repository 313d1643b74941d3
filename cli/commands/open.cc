#include "cli/commands/open.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"
#include "cli/commands/flags.h"
#include "cli/commands/tls_flags.h"
#include "cli/decision_point.h"
#include "cli/local_decision_point.h"
#include "client/cc/authz_client.h"

namespace cli {
namespace {

bool IsDefault(absl::string_view flag_name) {
  const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(flag_name);
  return flag->CurrentValue() == flag->DefaultValue();
}

// A server that decides.
class ServerDecisionPoint : public DecisionPoint {
 public:
  explicit ServerDecisionPoint(std::unique_ptr<client::AuthzClient> client)
      : client_(std::move(client)) {}

  absl::StatusOr<v1::CheckResponse> Check(
      const v1::CheckRequest& request) override {
    return client_->Check(request);
  }
  absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request) override {
    return client_->BatchCheck(request);
  }
  absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo() override {
    return client_->GetServerInfo();
  }

 private:
  const std::unique_ptr<client::AuthzClient> client_;
};

}  // namespace

absl::StatusOr<authz::CompiledPolicy> LoadPolicy() {
  return base::LoadPolicy(absl::GetFlag(FLAGS_policy));
}

absl::StatusOr<std::unique_ptr<client::AuthzClient>> OpenClient() {
  client::AuthzClient::Options options;
  options.address = absl::GetFlag(FLAGS_server);
  options.timeout = absl::GetFlag(FLAGS_timeout);
  absl::StatusOr<std::optional<client::TlsOptions>> tls = ReadTlsFlags();
  if (!tls.ok()) return tls.status();
  options.tls = *std::move(tls);
  return client::AuthzClient::Create(options);
}

absl::StatusOr<std::unique_ptr<DecisionPoint>> OpenDecisionPoint() {
  if (absl::GetFlag(FLAGS_local)) {
    if (!IsDefault("server")) {
      return absl::InvalidArgumentError(
          "`--local` asks no server, leave out `--server` or `--local`");
    }
    if (WantsTls()) {
      return absl::InvalidArgumentError(
          "`--local` asks no server, leave out the flags of TLS or `--local`");
    }
    absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
    if (!policy.ok()) return policy.status();
    return std::make_unique<LocalDecisionPoint>(*std::move(policy),
                                                absl::GetFlag(FLAGS_timeout));
  }
  if (!IsDefault("policy")) {
    return absl::InvalidArgumentError(
        "a server has its own policy, add `--local` to decide by `--policy`");
  }
  absl::StatusOr<std::unique_ptr<client::AuthzClient>> client = OpenClient();
  if (!client.ok()) return client.status();
  return std::make_unique<ServerDecisionPoint>(*std::move(client));
}

}  // namespace cli

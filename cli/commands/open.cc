#include "cli/commands/open.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/policy/policy.h"
#include "base/certificates.h"
#include "base/load_policy.h"
#include "base/read_file.h"
#include "cli/commands/flags.h"
#include "client/cc/authz_client.h"

namespace cli {
namespace {

bool IsDefault(absl::string_view flag_name) {
  const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(flag_name);
  return flag->CurrentValue() == flag->DefaultValue();
}

absl::StatusOr<base::PemFile> ReadPem(std::string path) {
  absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  return base::PemFile{std::move(path), *std::move(text)};
}

bool WantsTls() {
  return absl::GetFlag(FLAGS_tls) || !IsDefault("tls_ca") ||
         !IsDefault("tls_cert") || !IsDefault("tls_key") ||
         !IsDefault("tls_server_name");
}

// Reads the files that the flags name. Nothing where none of them is set.
// INVALID_ARGUMENT where they do not make sense together or a file cannot be
// used.
absl::StatusOr<std::optional<client::TlsOptions>> ReadTlsFlags() {
  if (!WantsTls()) return std::nullopt;
  if (IsDefault("tls_cert") != IsDefault("tls_key")) {
    return absl::InvalidArgumentError(
        "give `--tls_cert` and `--tls_key` together");
  }
  client::TlsOptions options;
  options.server_name = absl::GetFlag(FLAGS_tls_server_name);
  if (!IsDefault("tls_ca")) {
    absl::StatusOr<base::PemFile> authorities =
        ReadPem(absl::GetFlag(FLAGS_tls_ca));
    if (!authorities.ok()) return authorities.status();
    absl::Status usable =
        base::CheckAuthorities(*authorities, absl::Now()).status();
    if (!usable.ok()) return usable;
    options.authorities = std::move(authorities->text);
  }
  if (IsDefault("tls_cert")) return options;

  absl::StatusOr<base::PemFile> certificate =
      ReadPem(absl::GetFlag(FLAGS_tls_cert));
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<base::PemFile> key = ReadPem(absl::GetFlag(FLAGS_tls_key));
  if (!key.ok()) return key.status();
  absl::Status usable =
      base::CheckKeyPair(*certificate, *key, absl::Now()).status();
  if (!usable.ok()) return usable;
  options.certificate = std::move(certificate->text);
  options.key = std::move(key->text);
  return options;
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

// This process, with the server's engine.
class LocalDecisionPoint : public DecisionPoint {
 public:
  explicit LocalDecisionPoint(authz::CompiledPolicy policy)
      : policy_(std::move(policy)) {}

  absl::StatusOr<v1::CheckResponse> Check(
      const v1::CheckRequest& request) override {
    return CheckLocally(policy_, request);
  }
  // DEADLINE_EXCEEDED where it takes longer than --timeout.
  absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request) override {
    const absl::Duration timeout = absl::GetFlag(FLAGS_timeout);
    const absl::Time now = absl::Now();
    v1::BatchCheckResponse response;
    absl::Status status = authz::BatchCheck(
        policy_, authz::RequestLimits(), request, now,
        [&] { return absl::Now() < now + timeout; }, response);
    if (absl::IsCancelled(status)) {
      return absl::DeadlineExceededError(
          absl::StrCat("no answer within ", absl::FormatDuration(timeout)));
    }
    if (!status.ok()) return status;
    return response;
  }
  // Without what only a server has: a version and a limit to its requests.
  absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo() override {
    return authz::DescribePolicy(policy_, authz::RequestLimits());
  }

 private:
  const authz::CompiledPolicy policy_;
};

}  // namespace

absl::StatusOr<authz::CompiledPolicy> LoadPolicy() {
  return base::LoadPolicy(absl::GetFlag(FLAGS_policy));
}

absl::StatusOr<v1::CheckResponse> CheckLocally(
    const authz::CompiledPolicy& policy, const v1::CheckRequest& request) {
  v1::CheckResponse response;
  const authz::CheckOutcome outcome = authz::Check(
      policy, authz::RequestLimits(), request, absl::Now(), response);
  if (outcome.malformed.has_value()) return ToStatus(*outcome.malformed);
  return response;
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
  if (!absl::GetFlag(FLAGS_local)) {
    if (!IsDefault("policy")) {
      return absl::InvalidArgumentError(
          "a server has its own policy, add `--local` to decide by `--policy`");
    }
    absl::StatusOr<std::unique_ptr<client::AuthzClient>> client = OpenClient();
    if (!client.ok()) return client.status();
    return std::make_unique<ServerDecisionPoint>(*std::move(client));
  }
  if (!IsDefault("server") || WantsTls()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`--local` asks no server, leave out ",
                     IsDefault("server") ? "the flags of TLS" : "`--server`",
                     " or `--local`"));
  }
  absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
  if (!policy.ok()) return policy.status();
  return std::make_unique<LocalDecisionPoint>(*std::move(policy));
}

}  // namespace cli

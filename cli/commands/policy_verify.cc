#include "cli/commands/policy_verify.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/proof.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/format/verification.h"
#include "cli/verification.pb.h"

namespace cli {
namespace {

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  if (arguments.size() > 1) {
    return absl::InvalidArgumentError("give at most one file");
  }
  const absl::StatusOr<authz::CompiledPolicy> policy =
      base::CompilePolicyFile(arguments.empty() ? "" : arguments[0]);
  if (!policy.ok()) return policy.status();
  const absl::StatusOr<std::vector<authz::Guardrail>> guardrails =
      authz::ReadGuardrails(authz::EmbeddedGuardrailsText());
  if (!guardrails.ok()) return guardrails.status();

  const conversations::authz::cli::Verification verification =
      VerificationToProto(*policy, *guardrails,
                          authz::FindBreaches(*policy, *guardrails));
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(verification)
                  : FormatVerification(verification, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output),
                verification.proved() ? kExitOk : kExitDenied};
}

}  // namespace

Command PolicyVerifyCommand() {
  return {
      "policy verify",
      "[FILE]",
      "prove that a policy keeps the guardrails",
      R"(Proves the policy of the file, or the embedded one, against every guardrail:
what no policy may allow. For each one that the policy breaks it prints the facts
that let a request through. Such a policy exits with 1, and no server loads it. A
file that is no policy exits with 2 and has its mistakes on stderr.

Examples
  authz policy verify
  authz policy verify policy.txtpb
  authz policy verify policy.txtpb --output=json
)",
      {"output", "color"},
      Run};
}

}  // namespace cli

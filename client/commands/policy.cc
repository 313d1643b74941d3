#include "client/commands/policy.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/guardrails.h"
#include "authz/policy.h"
#include "authz/proof.h"
#include "authz/suggestion.h"
#include "cli/load_policy.h"
#include "client/commands/flags.h"
#include "client/commands/json.h"
#include "client/format/verification.h"
#include "client/verification.pb.h"

namespace client {
namespace {

absl::StatusOr<Answer> Verify(const std::string& path) {
  const absl::StatusOr<authz::CompiledPolicy> policy =
      cli::CompilePolicyFile(path);
  if (!policy.ok()) return policy.status();
  const absl::StatusOr<std::vector<authz::Guardrail>> guardrails =
      authz::ReadGuardrails(authz::EmbeddedGuardrailsText());
  if (!guardrails.ok()) return guardrails.status();

  const conversations::authz::client::Verification verification =
      VerificationToProto(*policy, *guardrails,
                          authz::FindBreaches(*policy, *guardrails));
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(verification)
                  : FormatVerification(verification, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output),
                verification.proved() ? kExitOk : kExitDenied};
}

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    return absl::InvalidArgumentError("say what to do, such as `verify FILE`");
  }
  if (arguments[0] != "verify") {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot `", arguments[0], "`",
                     authz::Suggestion(arguments[0], {"verify"})));
  }
  if (arguments.size() > 2) {
    return absl::InvalidArgumentError("verify takes one file");
  }
  return Verify(arguments.size() == 2 ? arguments[1] : "");
}

}  // namespace

Command PolicyCommand() {
  return {
      "policy",
      "verify [FILE]",
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

}  // namespace client

#include "cli/commands/policy_diff.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "authz/analysis/difference.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/difference.pb.h"
#include "cli/format/difference.h"

namespace cli {
namespace {

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.size() > 2) {
    return absl::InvalidArgumentError(
        "give one file, to compare with the embedded policy, or two");
  }
  const absl::StatusOr<authz::CompiledPolicy> old_policy =
      base::CompilePolicyFile(arguments.size() == 1 ? "" : arguments.front());
  if (!old_policy.ok()) return old_policy.status();
  const absl::StatusOr<authz::CompiledPolicy> new_policy =
      base::CompilePolicyFile(arguments.back());
  if (!new_policy.ok()) return new_policy.status();

  const conversations::authz::cli::PolicyDifference difference =
      DifferenceToProto(*old_policy, *new_policy,
                        authz::FindDifferences(*old_policy, *new_policy));
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(difference)
                  : FormatDifference(difference, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output),
                difference.opened().empty() ? kExitOk : kExitDenied};
}

}  // namespace

Command PolicyDiffCommand() {
  return {
      "policy diff",
      "[OLD] NEW",
      "say what two policies decide differently",
      R"(Compares what two policies allow, not how they are written. For each action it
prints the requests that the old policy denies and the new one allows, which
"open up", then those that "close", as the fewest facts that they have in common.
It leaves nothing out: every other request is allowed by both or denied by both.
Without OLD, the embedded policy is the old one.

Where something opens up it exits with 1, so that a change of policy can be held
until someone has looked at it. A file that is no policy exits with 2. Whether
the policies keep the guardrails is for `authz policy verify`.

Examples
  authz policy diff policy.txtpb
  authz policy diff old.txtpb new.txtpb
  authz policy diff old.txtpb new.txtpb --output=json
)",
      {"output", "color"},
      Run};
}

}  // namespace cli

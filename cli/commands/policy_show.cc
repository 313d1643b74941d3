#include "cli/commands/policy_show.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/load_policy.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/format/policy.h"
#include "conversations/authz/policy/v1/policy.pb.h"

namespace cli {
namespace {

using conversations::authz::policy::v1::Policy;

absl::StatusOr<std::string> Print(const Policy& policy) {
  switch (absl::GetFlag(FLAGS_output)) {
    case OutputFormat::kJson:
      return ToJson(policy);
    case OutputFormat::kMarkdown:
      return PolicyToMarkdown(policy);
    default:
      return FormatPolicy(policy, StdoutStyle());
  }
}

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  if (arguments.size() > 1) {
    return absl::InvalidArgumentError("give at most one file");
  }
  const absl::StatusOr<Policy> policy =
      base::ReadPolicy(arguments.empty() ? "" : arguments[0]);
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::string> output = Print(*policy);
  if (!output.ok()) return output.status();
  return Answer{*std::move(output), kExitOk};
}

}  // namespace

Command PolicyShowCommand() {
  return {
      "policy show",
      "[FILE]",
      "print a policy",
      R"(Prints the policy of the file, or the embedded one: its version, what stands
where a request leaves a setting out, the limits, what each action requires, and
what every requirement asks for, with the reason of its denial and where it comes
from. `json` is the Policy message, all of it; `markdown` has tables. A file that
is no policy exits with 2 and has its mistakes on stderr. Whether a policy keeps
the guardrails is another question, that of `authz policy verify`.

Examples
  authz policy show
  authz policy show policy.txtpb --output=markdown
)",
      {"output", "color"},
      Run,
      {OutputFormat::kText, OutputFormat::kJson, OutputFormat::kMarkdown}};
}

}  // namespace cli

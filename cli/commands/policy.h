// The commands about a policy itself: `authz matrix`, `policy show`, `lint`,
// `verify` and `diff`. They ask no server.

#ifndef CLI_COMMANDS_POLICY_H_
#define CLI_COMMANDS_POLICY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/answer.h"

namespace cli {

// The permission table of the policy of --policy under --settings.
absl::StatusOr<Answer> RunMatrix(const std::vector<std::string>& arguments);

// A policy as it is written.
absl::StatusOr<Answer> RunPolicyShow(const std::vector<std::string>& arguments);

// Everything that is wrong or useless in policies.
absl::StatusOr<Answer> RunPolicyLint(const std::vector<std::string>& arguments);

// The proof of a policy against the guardrails.
absl::StatusOr<Answer> RunPolicyVerify(
    const std::vector<std::string>& arguments);

// What two policies decide differently.
absl::StatusOr<Answer> RunPolicyDiff(const std::vector<std::string>& arguments);

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_H_

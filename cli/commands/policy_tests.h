// The commands that run policy tests: `authz policy test` and `coverage`.

#ifndef CLI_COMMANDS_POLICY_TESTS_H_
#define CLI_COMMANDS_POLICY_TESTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/answer.h"

namespace cli {

// Whether the policy decides each case of the test files as the case expects.
absl::StatusOr<Answer> RunPolicyTest(const std::vector<std::string>& arguments);

// What the cases of the test files exercise of the policy.
absl::StatusOr<Answer> RunPolicyCoverage(
    const std::vector<std::string>& arguments);

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_TESTS_H_

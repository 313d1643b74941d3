// The functions that run the commands, one for each. Every one takes the
// arguments that are not flags; flags are set by then. An INVALID_ARGUMENT
// exits with kExitBadRequest, any other error with kExitFailed.

#ifndef CLI_COMMANDS_RUN_H_
#define CLI_COMMANDS_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/answer.h"

namespace cli {

using Arguments = std::vector<std::string>;

// decide.cc: ask a server, or this process, for decisions.
absl::StatusOr<Answer> RunCheck(const Arguments& arguments);
absl::StatusOr<Answer> RunExplain(const Arguments& arguments);
absl::StatusOr<Answer> RunBatch(const Arguments& arguments);

// server.cc: ask what decides about itself.
absl::StatusOr<Answer> RunInfo(const Arguments& arguments);
absl::StatusOr<Answer> RunHealth(const Arguments& arguments);
absl::StatusOr<Answer> RunPolicyFetch(const Arguments& arguments);

// policy.cc: analyse policies, in this process.
absl::StatusOr<Answer> RunMatrix(const Arguments& arguments);
absl::StatusOr<Answer> RunPolicyShow(const Arguments& arguments);
absl::StatusOr<Answer> RunPolicyLint(const Arguments& arguments);
absl::StatusOr<Answer> RunPolicyVerify(const Arguments& arguments);
absl::StatusOr<Answer> RunPolicyDiff(const Arguments& arguments);

// policy_tests.cc: run policy tests, in this process.
absl::StatusOr<Answer> RunPolicyTest(const Arguments& arguments);
absl::StatusOr<Answer> RunPolicyCoverage(const Arguments& arguments);

}  // namespace cli

#endif  // CLI_COMMANDS_RUN_H_

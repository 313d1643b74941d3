// The commands that ask for decisions: `authz check`, `explain` and `batch`.

#ifndef CLI_COMMANDS_DECIDE_H_
#define CLI_COMMANDS_DECIDE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/answer.h"

namespace cli {

// Decides the check that the arguments give.
absl::StatusOr<Answer> RunCheck(const std::vector<std::string>& arguments);

// The same with the explanation, which RunCheck gives where the request asks
// for it.
absl::StatusOr<Answer> RunExplain(const std::vector<std::string>& arguments);

// Decides the checks of the batch that the arguments give.
absl::StatusOr<Answer> RunBatch(const std::vector<std::string>& arguments);

}  // namespace cli

#endif  // CLI_COMMANDS_DECIDE_H_

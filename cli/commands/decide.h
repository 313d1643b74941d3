// What `authz check` and `authz explain` share.

#ifndef CLI_COMMANDS_DECIDE_H_
#define CLI_COMMANDS_DECIDE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/command.h"

namespace cli {

// Decides the one check that the arguments give, and prints the explanation
// where `explain` or the request asks for it.
absl::StatusOr<Answer> DecideOne(const std::vector<std::string>& arguments,
                                 bool explain);

}  // namespace cli

#endif  // CLI_COMMANDS_DECIDE_H_

// The commands about a server: `authz info` and `authz health`.

#ifndef CLI_COMMANDS_SERVER_H_
#define CLI_COMMANDS_SERVER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/answer.h"

namespace cli {

// The version, policy and limits of the server, or of this process.
absl::StatusOr<Answer> RunInfo(const std::vector<std::string>& arguments);

// Whether the server serves.
absl::StatusOr<Answer> RunHealth(const std::vector<std::string>& arguments);

}  // namespace cli

#endif  // CLI_COMMANDS_SERVER_H_

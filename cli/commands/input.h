// Where commands get requests from.

#ifndef CLI_COMMANDS_INPUT_H_
#define CLI_COMMANDS_INPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cli {

// The text that the arguments of a command give: JSON text itself, which starts
// with "{", or a file, or with "-" or nothing stdin, unless that is a terminal
// and nothing was said.
absl::StatusOr<std::string> ReadRequestText(
    const std::vector<std::string>& arguments);

// INVALID_ARGUMENT where there are any.
absl::Status ExpectNoArguments(const std::vector<std::string>& arguments);

}  // namespace cli

#endif  // CLI_COMMANDS_INPUT_H_

// ReadRequest(): the request that the arguments of a command give.

#ifndef CLI_COMMANDS_INPUT_H_
#define CLI_COMMANDS_INPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace cli {

// Reads JSON into `request`. The argument is the JSON text itself, which starts
// with "{", or a file of it, or "-" for stdin. No argument is stdin too, unless
// that is a terminal. INVALID_ARGUMENT where there is no such request.
absl::Status ReadRequest(const std::vector<std::string>& arguments,
                         google::protobuf::Message& request);

}  // namespace cli

#endif  // CLI_COMMANDS_INPUT_H_

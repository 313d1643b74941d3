// Reads and prints messages as Protobuf's JSON.

#ifndef CLI_COMMANDS_JSON_H_
#define CLI_COMMANDS_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cli {

// Reads `text` into `message`. INVALID_ARGUMENT names a field that the message
// does not have and a value that it cannot have.
absl::Status FromJson(absl::string_view text,
                      google::protobuf::Message& message);

// Prints `message` in several lines, also fields with their default value, so
// that "allowed": false shows.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message);

}  // namespace cli

#endif  // CLI_COMMANDS_JSON_H_

// What `authz check` and `authz explain` share.

#ifndef CLIENT_COMMANDS_DECIDE_H_
#define CLIENT_COMMANDS_DECIDE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/commands/command.h"

namespace client {

// Decides the one check that the arguments give, and prints the explanation
// where `explain` or the request asks for it.
absl::StatusOr<Answer> DecideOne(const std::vector<std::string>& arguments,
                                 bool explain);

}  // namespace client

#endif  // CLIENT_COMMANDS_DECIDE_H_

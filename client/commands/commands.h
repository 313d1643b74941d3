// All commands of `authz`, and its help.

#ifndef CLIENT_COMMANDS_COMMANDS_H_
#define CLIENT_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/commands/command.h"

namespace client {

// In the order that help shows them in.
const std::vector<Command>& AllCommands();

// INVALID_ARGUMENT where there is none of that name.
absl::StatusOr<const Command*> FindCommand(absl::string_view name);

// The help of the program, and that of one command.
std::string ProgramHelp();
std::string CommandHelp(const Command& command);

}  // namespace client

#endif  // CLIENT_COMMANDS_COMMANDS_H_

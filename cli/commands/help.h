// The help of `authz`, of a family of its commands and of one command.

#ifndef CLI_COMMANDS_HELP_H_
#define CLI_COMMANDS_HELP_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cli/commands/commands.h"

namespace cli {

std::string ProgramHelp();
std::string FamilyHelp(absl::string_view family);
std::string CommandHelp(const Command& command);

}  // namespace cli

#endif  // CLI_COMMANDS_HELP_H_

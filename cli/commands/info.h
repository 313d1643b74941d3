// `authz info`.

#ifndef CLI_COMMANDS_INFO_H_
#define CLI_COMMANDS_INFO_H_

#include "cli/commands/command.h"

namespace cli {

Command InfoCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_INFO_H_

// `authz check`.

#ifndef CLI_COMMANDS_CHECK_H_
#define CLI_COMMANDS_CHECK_H_

#include "cli/commands/command.h"

namespace cli {

Command CheckCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_CHECK_H_

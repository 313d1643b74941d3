// `authz health`.

#ifndef CLI_COMMANDS_HEALTH_H_
#define CLI_COMMANDS_HEALTH_H_

#include "cli/commands/command.h"

namespace cli {

Command HealthCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_HEALTH_H_

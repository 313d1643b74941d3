// `authz batch`.

#ifndef CLI_COMMANDS_BATCH_H_
#define CLI_COMMANDS_BATCH_H_

#include "cli/commands/command.h"

namespace cli {

Command BatchCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_BATCH_H_

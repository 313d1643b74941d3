// `authz explain`.

#ifndef CLI_COMMANDS_EXPLAIN_H_
#define CLI_COMMANDS_EXPLAIN_H_

#include "cli/commands/command.h"

namespace cli {

Command ExplainCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_EXPLAIN_H_

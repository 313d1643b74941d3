// `authz matrix`.

#ifndef CLI_COMMANDS_MATRIX_H_
#define CLI_COMMANDS_MATRIX_H_

#include "cli/commands/command.h"

namespace cli {

Command MatrixCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_MATRIX_H_

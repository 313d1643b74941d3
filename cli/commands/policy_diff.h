// `authz policy diff`: what two policies decide differently.

#ifndef CLI_COMMANDS_POLICY_DIFF_H_
#define CLI_COMMANDS_POLICY_DIFF_H_

#include "cli/commands/command.h"

namespace cli {

Command PolicyDiffCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_DIFF_H_

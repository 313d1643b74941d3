// `authz policy test`: puts the cases of policy test files to a policy.

#ifndef CLI_COMMANDS_POLICY_TEST_COMMAND_H_
#define CLI_COMMANDS_POLICY_TEST_COMMAND_H_

#include "cli/commands/command.h"

namespace cli {

Command PolicyTestCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_TEST_COMMAND_H_

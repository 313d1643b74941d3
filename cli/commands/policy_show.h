// `authz policy show`: prints a policy.

#ifndef CLI_COMMANDS_POLICY_SHOW_H_
#define CLI_COMMANDS_POLICY_SHOW_H_

#include "cli/commands/command.h"

namespace cli {

Command PolicyShowCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_SHOW_H_

// `authz policy lint`: tells everything that is wrong or useless in policies.

#ifndef CLI_COMMANDS_POLICY_LINT_H_
#define CLI_COMMANDS_POLICY_LINT_H_

#include "cli/commands/command.h"

namespace cli {

Command PolicyLintCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_LINT_H_

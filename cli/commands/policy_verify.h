// `authz policy verify`: proves a policy against the guardrails.

#ifndef CLI_COMMANDS_POLICY_VERIFY_H_
#define CLI_COMMANDS_POLICY_VERIFY_H_

#include "cli/commands/command.h"

namespace cli {

Command PolicyVerifyCommand();

}  // namespace cli

#endif  // CLI_COMMANDS_POLICY_VERIFY_H_

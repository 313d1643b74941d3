// `authz policy lint`: tells everything that is wrong or useless in policies.

#ifndef CLIENT_COMMANDS_POLICY_LINT_H_
#define CLIENT_COMMANDS_POLICY_LINT_H_

#include "client/commands/command.h"

namespace client {

Command PolicyLintCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_LINT_H_

// `authz policy verify`: proves a policy against the guardrails.

#ifndef CLIENT_COMMANDS_POLICY_VERIFY_H_
#define CLIENT_COMMANDS_POLICY_VERIFY_H_

#include "client/commands/command.h"

namespace client {

Command PolicyVerifyCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_VERIFY_H_

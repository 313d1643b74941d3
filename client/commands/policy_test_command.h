// `authz policy test`: puts the cases of policy test files to a policy.

#ifndef CLIENT_COMMANDS_POLICY_TEST_COMMAND_H_
#define CLIENT_COMMANDS_POLICY_TEST_COMMAND_H_

#include "client/commands/command.h"

namespace client {

Command PolicyTestCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_TEST_COMMAND_H_

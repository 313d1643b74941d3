// `authz policy show`: prints a policy.

#ifndef CLIENT_COMMANDS_POLICY_SHOW_H_
#define CLIENT_COMMANDS_POLICY_SHOW_H_

#include "client/commands/command.h"

namespace client {

Command PolicyShowCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_SHOW_H_

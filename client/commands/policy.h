// `authz policy`: what is to be known of a policy file before it is served.

#ifndef CLIENT_COMMANDS_POLICY_H_
#define CLIENT_COMMANDS_POLICY_H_

#include "client/commands/command.h"

namespace client {

Command PolicyCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_H_

// `authz policy diff`: what two policies decide differently.

#ifndef CLIENT_COMMANDS_POLICY_DIFF_H_
#define CLIENT_COMMANDS_POLICY_DIFF_H_

#include "client/commands/command.h"

namespace client {

Command PolicyDiffCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_POLICY_DIFF_H_

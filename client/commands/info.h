// `authz info`.

#ifndef CLIENT_COMMANDS_INFO_H_
#define CLIENT_COMMANDS_INFO_H_

#include "client/commands/command.h"

namespace client {

Command InfoCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_INFO_H_

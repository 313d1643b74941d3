// `authz check`.

#ifndef CLIENT_COMMANDS_CHECK_H_
#define CLIENT_COMMANDS_CHECK_H_

#include "client/commands/command.h"

namespace client {

Command CheckCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_CHECK_H_

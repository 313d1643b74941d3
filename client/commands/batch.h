// `authz batch`.

#ifndef CLIENT_COMMANDS_BATCH_H_
#define CLIENT_COMMANDS_BATCH_H_

#include "client/commands/command.h"

namespace client {

Command BatchCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_BATCH_H_

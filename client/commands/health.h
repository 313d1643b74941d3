// `authz health`.

#ifndef CLIENT_COMMANDS_HEALTH_H_
#define CLIENT_COMMANDS_HEALTH_H_

#include "client/commands/command.h"

namespace client {

Command HealthCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_HEALTH_H_

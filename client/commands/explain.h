// `authz explain`.

#ifndef CLIENT_COMMANDS_EXPLAIN_H_
#define CLIENT_COMMANDS_EXPLAIN_H_

#include "client/commands/command.h"

namespace client {

Command ExplainCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_EXPLAIN_H_

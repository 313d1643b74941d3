// `authz matrix`.

#ifndef CLIENT_COMMANDS_MATRIX_H_
#define CLIENT_COMMANDS_MATRIX_H_

#include "client/commands/command.h"

namespace client {

Command MatrixCommand();

}  // namespace client

#endif  // CLIENT_COMMANDS_MATRIX_H_

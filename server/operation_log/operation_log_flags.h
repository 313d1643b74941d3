// The flags of the operation log: --log_format and --log_level.

#ifndef SERVER_OPERATION_LOG_OPERATION_LOG_FLAGS_H_
#define SERVER_OPERATION_LOG_OPERATION_LOG_FLAGS_H_

#include "server/operation_log/operation_log.h"

namespace server {

// The options that the flags set.
OperationLogOptions OperationLogOptionsFromFlags();

}  // namespace server

#endif  // SERVER_OPERATION_LOG_OPERATION_LOG_FLAGS_H_

// Logs as gRPC's own code does.

#ifndef TESTS_SERVER_OPERATION_LOG_LOG_AS_GRPC_H_
#define TESTS_SERVER_OPERATION_LOG_LOG_AS_GRPC_H_

#include <grpc/support/log.h>
#include <grpcpp/version_info.h>

#include <string>

#if GRPC_CPP_VERSION_MAJOR == 1 && GRPC_CPP_VERSION_MINOR < 66

// Goes with gRPC 1.51.
#define FAIL_AS_GRPC(condition) GPR_ASSERT(condition)

namespace testing_support {

// From the line of the caller.
inline void LogAsGrpc(gpr_log_severity severity, const std::string& message,
                      int line = __builtin_LINE()) {
  gpr_log(__FILE__, line, severity, "%s", message.c_str());
}

}  // namespace testing_support

#else

#include "absl/log/absl_check.h"

#define FAIL_AS_GRPC(condition) ABSL_CHECK(condition)

namespace testing_support {

// From the line of the caller.
inline void LogAsGrpc(gpr_log_severity severity, const std::string& message,
                      int line = __builtin_LINE()) {
  grpc_absl_log(__FILE__, line, severity, message.c_str());
}

}  // namespace testing_support

#endif

#endif  // TESTS_SERVER_OPERATION_LOG_LOG_AS_GRPC_H_

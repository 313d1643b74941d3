// Tells whether the deadline of a call has passed.

#ifndef SERVER_RPC_DEADLINE_H_
#define SERVER_RPC_DEADLINE_H_

#include <grpc/support/time.h>
#include <grpcpp/server_context.h>

namespace server {

// By the clock that gRPC counts deadlines by, which goes on whatever becomes of
// the time of day.
inline bool DeadlineHasPassed(const grpc::ServerContext& call) {
  const gpr_timespec deadline =
      gpr_convert_clock_type(call.raw_deadline(), GPR_CLOCK_MONOTONIC);
  return gpr_time_cmp(deadline, gpr_now(GPR_CLOCK_MONOTONIC)) <= 0;
}

}  // namespace server

#endif  // SERVER_RPC_DEADLINE_H_

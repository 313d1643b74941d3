// Redirects gRPC's own log, most of which clients can provoke, to the operation
// log.

#ifndef SERVER_OPERATION_LOG_GRPC_LOG_H_
#define SERVER_OPERATION_LOG_GRPC_LOG_H_

namespace server {

// Redirects it from now on. Each place in gRPC's source has a rate limit of its
// own, so that a flood of one kind hides no other.
void RedirectGrpcLog();

}  // namespace server

#endif  // SERVER_OPERATION_LOG_GRPC_LOG_H_

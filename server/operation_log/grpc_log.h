// What gRPC itself has to say, most of which clients can provoke.

#ifndef SERVER_OPERATION_LOG_GRPC_LOG_H_
#define SERVER_OPERATION_LOG_GRPC_LOG_H_

#include <cstdint>

namespace server {

// From now on it goes to the operation log: so many lines in a period of each
// place in gRPC's source, so that a flood of one kind hides no other.
void TakeGrpcLog();

// How many TLS handshakes have failed since then, by what gRPC says of each: it
// tells of them in no other way. Those that a peer merely leaves unfinished are
// not among them.
std::int64_t TlsHandshakeFailures();

}  // namespace server

#endif  // SERVER_OPERATION_LOG_GRPC_LOG_H_

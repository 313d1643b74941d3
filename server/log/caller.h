// Who calls.

#ifndef SERVER_LOG_CALLER_H_
#define SERVER_LOG_CALLER_H_

#include <grpcpp/server_context.h>

#include <string>

namespace server {

// The best that is known of the peer, the kind first: "tls:NAME" is a name of
// the certificate that it proved to have, "ipv4:HOST:PORT", "ipv6:[HOST]:PORT"
// and "unix:" are where it calls from. "unknown" where there is no connection.
// In printable ASCII.
std::string CallerOf(const grpc::ServerContext& call);

}  // namespace server

#endif  // SERVER_LOG_CALLER_H_

// Names the peer of a call.

#ifndef SERVER_RPC_CALLER_H_
#define SERVER_RPC_CALLER_H_

#include <grpc/grpc_security.h>
#include <grpcpp/server_context.h>

#include <string>

namespace server {

// The best that is known of the peer, the kind first: "tls:NAME" is a name of
// the certificate that it proved to have, "ipv4:HOST:PORT" and
// "ipv6:[HOST]:PORT" are where it calls from, "unix" that it came over a Unix
// socket. "unknown" where there is no connection. In printable ASCII, but for
// the `…` where a long name was cut.
std::string CallerOf(grpc::ServerContext& call);

// The same of a peer with a certificate; "unknown" of any other.
std::string CallerOf(const grpc_auth_context* peer);

}  // namespace server

#endif  // SERVER_RPC_CALLER_H_

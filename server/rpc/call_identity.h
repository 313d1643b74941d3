// Identifies a call: its id, the trace that it is part of, and its caller.

#ifndef SERVER_RPC_CALL_IDENTITY_H_
#define SERVER_RPC_CALL_IDENTITY_H_

#include <grpc/grpc_security.h>
#include <grpcpp/server_context.h>

#include <string>

#include "absl/strings/string_view.h"

namespace server {

// The metadata that a call brings its id in, and takes it back in.
inline constexpr char kCallIdKey[] = "x-request-id";
// See https://www.w3.org/TR/trace-context/.
inline constexpr char kTraceparentKey[] = "traceparent";

// Whether it is taken for an id: 1 to 128 visible ASCII characters.
bool IsCallId(absl::string_view text);

// The part of a well-formed `traceparent` that every version of it has: its
// version, the ids of the trace and of the caller's span, and flags. "" of one
// that is malformed.
absl::string_view CheckedTraceparent(absl::string_view text);

// 15 digits and lower-case letters: that many, so that a string holds them
// without memory of its own, here and in gRPC. Counts up from a random one. Not
// a secret. Thread-safe.
std::string NewCallId();

// What the call brought of that name; "" where it brought nothing, or several.
// Valid as long as the call.
absl::string_view MetadataOf(const grpc::ServerContext& call,
                             absl::string_view key);

// Sends the id back that the call brought; or where it brought none that is
// taken for one, a new one. Returns the id that is sent.
//
// In the trailing metadata: a response that has some of its own before it is no
// longer one that gRPC's clients retry, whatever its status.
std::string SendCallIdBack(grpc::ServerContext& call);

// The best that is known of the peer, the kind first: "tls:NAME" is a name of
// the certificate that it proved to have, "ipv4:HOST:PORT" and
// "ipv6:[HOST]:PORT" are where it calls from, "unix" that it came over a Unix
// socket. "unknown" where there is no connection. In printable ASCII, but for
// the `…` where a long name was cut.
std::string CallerOf(grpc::ServerContext& call);

// The same of a peer with a certificate; "unknown" of any other.
std::string CallerOf(const grpc_auth_context* peer);

}  // namespace server

#endif  // SERVER_RPC_CALL_IDENTITY_H_

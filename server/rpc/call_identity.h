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

// A new id of 15 digits and lower-case letters, few enough for a string to hold
// without memory of its own. Ids count up from a random one. Not a secret.
// Thread-safe.
std::string NewCallId();

// The value of the call's metadata of that name; "" where there is none, or
// several. Valid as long as the call.
absl::string_view MetadataOf(const grpc::ServerContext& call,
                             absl::string_view key);

// Sends back the id that the call brought, or a new one where it brought none
// that IsCallId takes. Returns the id that is sent.
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

// The caller with this certificate, as above; "unknown" where there is no
// certificate.
std::string CallerOf(const grpc_auth_context* peer);

}  // namespace server

#endif  // SERVER_RPC_CALL_IDENTITY_H_

// The id of a call and the trace that it is part of, as its metadata has them.

#ifndef SERVER_RPC_CALL_ID_H_
#define SERVER_RPC_CALL_ID_H_

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

}  // namespace server

#endif  // SERVER_RPC_CALL_ID_H_

// Converts a server's address to the target that gRPC connects to.

#ifndef CLIENT_CC_ADDRESS_H_
#define CLIENT_CC_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace client {

// The gRPC target of the server at `address`, which is "HOST:PORT", with an
// IPv6 host in brackets, or "unix:PATH". INVALID_ARGUMENT where it is neither,
// the path is longer than a Unix socket's can be, or starts with `@`, which
// some clients take for an abstract socket and gRPC takes for a file.
absl::StatusOr<std::string> GrpcTarget(absl::string_view address);

}  // namespace client

#endif  // CLIENT_CC_ADDRESS_H_

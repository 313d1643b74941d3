// The addresses that the client takes.

#ifndef CLIENT_CC_ADDRESS_H_
#define CLIENT_CC_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace client {

// What gRPC calls the server at `address`, which is "HOST:PORT", with an IPv6
// host in brackets, or "unix:PATH".
absl::StatusOr<std::string> GrpcTarget(absl::string_view address);

}  // namespace client

#endif  // CLIENT_CC_ADDRESS_H_

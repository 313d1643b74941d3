// A TCP or Unix socket address to listen on, parsed from a flag.

#ifndef SERVER_NET_LISTEN_ADDRESS_H_
#define SERVER_NET_LISTEN_ADDRESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace server {

// Either a TCP port or a Unix socket.
struct ListenAddress {
  // TCP: a host name or IP address without brackets, and a port; port "0" is
  // one that the system chooses.
  std::string host;
  std::string port;
  // Unix: the socket's path. Empty for TCP.
  std::string unix_path;

  bool is_unix() const { return !unix_path.empty(); }
};

// "HOST:PORT", "[IPV6]:PORT" or "unix:PATH", separated by commas, at least one.
// One that is repeated is there once.
absl::StatusOr<std::vector<ListenAddress>> ParseListenAddresses(
    absl::string_view text);

// Formats an address as ParseListenAddresses reads it and gRPC clients write
// it.
std::string ToString(const ListenAddress& address);

}  // namespace server

#endif  // SERVER_NET_LISTEN_ADDRESS_H_

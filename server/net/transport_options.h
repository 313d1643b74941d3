// The options of transport security: TLS, callers, and the group of Unix
// sockets.

#ifndef SERVER_NET_TRANSPORT_OPTIONS_H_
#define SERVER_NET_TRANSPORT_OPTIONS_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/net/listen_address.h"
#include "server/net/tls_credentials.h"

namespace server {

struct TransportOptions {
  // Of all TCP listeners.
  TlsFiles tls;
  // The file of the authorization policy. Empty: whoever can connect may call.
  std::string callers;
  // Whether a listener that other machines can reach may be without TLS.
  bool insecure_listen = false;
  // The group of the file of every Unix socket. Nothing: the process's.
  std::optional<gid_t> socket_group;

  bool has_tls() const { return !tls.certificate.empty(); }
};

// From the flags, which must be set. The error is one line, as where flags
// contradict each other or what they ask for could not be had on `listen`.
absl::StatusOr<TransportOptions> ParseTransportOptions(
    absl::Span<const ListenAddress> listen);

}  // namespace server

#endif  // SERVER_NET_TRANSPORT_OPTIONS_H_

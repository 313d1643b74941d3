// Turns the tickets of TLS sessions off.
//
// A client that resumes a session by its ticket shows its own certificate and
// not those that verify it, which are not in a ticket. gRPC has no setting for
// this, OpenSSL's configuration has.

#ifndef SERVER_NET_TLS_TICKETS_H_
#define SERVER_NET_TLS_TICKETS_H_

#include "absl/status/status.h"

namespace server {

// For all TLS of this process, besides what the system's configuration of
// OpenSSL says. To be called before OpenSSL is used. What is left of sessions
// is that of TLS 1.2 by their ids, with all certificates of the client. The
// error is one line.
absl::Status TurnOffTlsTickets();

}  // namespace server

#endif  // SERVER_NET_TLS_TICKETS_H_

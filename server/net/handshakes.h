// Counts TLS handshakes that fail, and logs them with the peer's address.
//
// gRPC logs the reason of each in a line of its own, and not whose it is. Its
// connections are OpenSSL's, which tells of each message, and keeps the peer's
// address with the connection. It is that of the thread that begins the
// handshake: see compat::kHandshakesBeginAtHandOver.

#ifndef SERVER_NET_HANDSHAKES_H_
#define SERVER_NET_HANDSHAKES_H_

#include <cstdint>
#include <string>

namespace server {

// From now on. To be called once, before there are connections.
void WatchHandshakes();

// Names the peer of the TLS connections that this thread begins while this
// lives; `peer` must outlive it. That of others is not known.
class PeerOfThread {
 public:
  explicit PeerOfThread(const std::string& peer);
  PeerOfThread(const PeerOfThread&) = delete;
  PeerOfThread& operator=(const PeerOfThread&) = delete;
  ~PeerOfThread();
};

// Those that failed since the start, on either side's word. Those that a peer
// leaves unfinished are not counted. Thread-safe.
std::int64_t FailedHandshakes();

}  // namespace server

#endif  // SERVER_NET_HANDSHAKES_H_

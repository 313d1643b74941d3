// Finds the user at the other end of a Unix socket.

#ifndef SERVER_NET_PEER_H_
#define SERVER_NET_PEER_H_

#include <sys/types.h>

#include <optional>

namespace server {

// The user that the process at the other end of a Unix socket ran as when it
// connected, as the kernel vouches. Nothing for other sockets.
std::optional<uid_t> PeerUser(int fd);

}  // namespace server

#endif  // SERVER_NET_PEER_H_

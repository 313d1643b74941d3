#include "server/net/peer.h"

#include <sys/socket.h>

namespace server {

std::optional<uid_t> PeerUser(int fd) {
  int domain = 0;
  socklen_t size = sizeof(domain);
  // Linux answers SO_PEERCRED for TCP too, with nobody.
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 ||
      domain != AF_UNIX) {
    return std::nullopt;
  }
  ucred credentials = {};
  size = sizeof(credentials);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 ||
      credentials.uid == static_cast<uid_t>(-1)) {
    return std::nullopt;
  }
  return credentials.uid;
}

}  // namespace server

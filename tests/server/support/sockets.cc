#include "tests/server/support/sockets.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "server/net/listen_address.h"

namespace server {
namespace {

absl::Status SystemError(int error) {
  return absl::UnavailableError(std::strerror(error));
}

sockaddr_un UnixAddress(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  return address;
}

absl::StatusOr<Socket> Connect(int family, const sockaddr* address,
                               socklen_t size) {
  Socket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.fd() < 0 || connect(socket.fd(), address, size) != 0) {
    return SystemError(errno);
  }
  return socket;
}

}  // namespace

Socket::~Socket() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<Socket> ConnectTo(const std::string& address) {
  const absl::StatusOr<std::vector<ListenAddress>> parsed =
      ParseListenAddresses(address);
  if (!parsed.ok()) return parsed.status();
  const ListenAddress& to = parsed->front();
  if (to.is_unix()) {
    const sockaddr_un unix_address = UnixAddress(to.unix_path);
    return Connect(AF_UNIX, reinterpret_cast<const sockaddr*>(&unix_address),
                   sizeof(unix_address));
  }
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(to.host.c_str(), to.port.c_str(), &hints, &found);
  if (error != 0) return absl::InvalidArgumentError(gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found,
                                                                 freeaddrinfo);
  return Connect(found->ai_family, found->ai_addr, found->ai_addrlen);
}

absl::StatusOr<Socket> BindUnix(const std::string& path, int type) {
  Socket socket(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  const sockaddr_un address = UnixAddress(path);
  if (socket.fd() < 0 ||
      bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address),
           sizeof(address)) != 0) {
    return SystemError(errno);
  }
  return socket;
}

void SendAll(const Socket& socket, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool AwaitClosed(const Socket& socket, absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  std::array<char, 4096> dropped;
  while (true) {
    pollfd polled = {socket.fd(), POLLIN, 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (left < 0 || poll(&polled, 1, static_cast<int>(left)) <= 0) return false;
    if (recv(socket.fd(), dropped.data(), dropped.size(), 0) <= 0) return true;
  }
}

std::string TryConnect(const std::string& address) {
  const absl::StatusOr<Socket> socket = ConnectTo(address);
  return socket.ok() ? "connected" : std::string(socket.status().message());
}

bool Exists(const std::string& path) {
  struct stat file = {};
  return lstat(path.c_str(), &file) == 0;
}

}  // namespace server

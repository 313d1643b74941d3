#include "server/net/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

namespace server {
namespace {

constexpr int kSocketFlags = SOCK_NONBLOCK | SOCK_CLOEXEC;

absl::Status CannotListen(const std::string& name, absl::string_view why) {
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", name, ": ", why));
}

absl::Status CannotListen(const std::string& name, int error) {
  return CannotListen(name, std::strerror(error));
}

sockaddr_un UnixSocketAddress(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  return address;
}

template <typename Address>
const sockaddr* AsSocketAddress(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Removes a socket that no process serves any more, so that its path can be
// bound. Refuses to touch anything else.
absl::Status RemoveStaleSocket(const std::string& path,
                               const std::string& name) {
  struct stat file = {};
  if (lstat(path.c_str(), &file) != 0) {
    return errno == ENOENT ? absl::OkStatus() : CannotListen(name, errno);
  }
  if (!S_ISSOCK(file.st_mode)) {
    return CannotListen(name, "the file exists and is not a socket");
  }
  const int probe = socket(AF_UNIX, SOCK_STREAM | kSocketFlags, 0);
  if (probe < 0) return CannotListen(name, errno);
  const absl::Cleanup close_probe = [probe] { close(probe); };
  const sockaddr_un address = UnixSocketAddress(path);
  if (connect(probe, AsSocketAddress(address), sizeof(address)) == 0 ||
      errno == EAGAIN) {
    return CannotListen(name, "another process is listening there");
  }
  if (errno != ECONNREFUSED) return CannotListen(name, errno);
  return unlink(path.c_str()) == 0 ? absl::OkStatus()
                                   : CannotListen(name, errno);
}

// Whether only this machine can connect to an IP address.
bool IsLoopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address);
    return ntohl(ipv4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  }
  if (address.sa_family != AF_INET6) return false;
  const in6_addr& ipv6 =
      reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  return IN6_IS_ADDR_LOOPBACK(&ipv6) ||
         (IN6_IS_ADDR_V4MAPPED(&ipv6) && ipv6.s6_addr[12] == IN_LOOPBACKNET);
}

// The address that the socket is bound to, with its port.
std::string BoundName(int fd) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  return getsockname(fd, generic, &size) == 0 ? NumericName(generic, size)
                                              : "unknown";
}

// The first of the others that asks for the same port of TCP, null where none
// does. A port that the system chooses is another one each time.
const ListenAddress* OtherOfPort(const ListenAddress& address,
                                 absl::Span<const ListenAddress> addresses) {
  for (const ListenAddress& other : addresses) {
    if (&other != &address && other.port == address.port && !other.is_unix() &&
        other.port != "0") {
      return &other;
    }
  }
  return nullptr;
}

}  // namespace

std::string NumericName(const sockaddr* address, socklen_t size) {
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  if (getnameinfo(address, size, host, sizeof(host), port, sizeof(port),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "unknown";
  }
  return ToString(ListenAddress{host, port, ""});
}

Listener::Listener(int fd, std::string name, std::string unix_path)
    : fd_(fd), name_(std::move(name)), unix_path_(std::move(unix_path)) {
  struct stat file = {};
  if (!unix_path_.empty() && lstat(unix_path_.c_str(), &file) == 0) {
    unix_device_ = file.st_dev;
    unix_inode_ = file.st_ino;
  }
}

Listener::Listener(Listener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      name_(std::move(other.name_)),
      unix_path_(std::exchange(other.unix_path_, "")),
      unix_device_(other.unix_device_),
      unix_inode_(other.unix_inode_) {}

Listener::~Listener() {
  if (fd_ < 0) return;
  if (Owns(unix_path_)) unlink(unix_path_.c_str());
  close(fd_);
}

bool Listener::Owns(const std::string& path) const {
  struct stat file = {};
  return is_unix() && lstat(path.c_str(), &file) == 0 &&
         file.st_dev == unix_device_ && file.st_ino == unix_inode_;
}

absl::StatusOr<Listener> Listener::OpenUnix(const ListenAddress& address,
                                            const ListenerOptions& options) {
  const std::string name = ToString(address);
  const absl::Status removed = RemoveStaleSocket(address.unix_path, name);
  if (!removed.ok()) return removed;

  const int fd = socket(AF_UNIX, SOCK_STREAM | kSocketFlags, 0);
  if (fd < 0) return CannotListen(name, errno);
  const sockaddr_un unix_address = UnixSocketAddress(address.unix_path);
  if (bind(fd, AsSocketAddress(unix_address), sizeof(unix_address)) != 0) {
    const int error = errno;
    close(fd);
    return CannotListen(name, error);
  }
  // From here on the file is ours to remove.
  Listener listener(fd, name, address.unix_path);
  // Nobody can connect before listen(), so nobody does under another mode or
  // group.
  if (options.unix_group.has_value() &&
      lchown(address.unix_path.c_str(), static_cast<uid_t>(-1),
             *options.unix_group) != 0) {
    const int error = errno;
    return CannotListen(
        name, absl::StrCat("cannot give the socket to the group ",
                           *options.unix_group, ": ", std::strerror(error)));
  }
  if (chmod(address.unix_path.c_str(), options.unix_mode) != 0 ||
      listen(fd, SOMAXCONN) != 0) {
    return CannotListen(name, errno);
  }
  return listener;
}

absl::StatusOr<Listener> Listener::OpenTcp(const ListenAddress& address,
                                           const addrinfo& info, bool only_ipv6,
                                           const ListenerOptions& options) {
  const std::string name = ToString(address);
  if (options.loopback_only && !IsLoopback(*info.ai_addr)) {
    return CannotListen(
        name,
        "other machines can connect there, and it would be without TLS: give "
        "`--tls_cert` and `--tls_key`, or allow it with `--insecure_listen`");
  }
  const int fd = socket(info.ai_family, SOCK_STREAM | kSocketFlags, 0);
  if (fd < 0) return CannotListen(name, errno);
  Listener listener(fd, name, "");
  const int on = 1;
  // A port that an ended server leaves in TIME_WAIT is free. Connections
  // inherit TCP_NODELAY: answers are small and must not wait for each other.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (only_ipv6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  // And this, without which a peer that does not read stays for good: gRPC
  // closes no connection on which it is about to write, however old it is, and
  // cannot ask it whether it is still there.
  if (options.unread_timeout != absl::InfiniteDuration()) {
    const auto timeout = static_cast<unsigned int>(std::clamp<std::int64_t>(
        absl::ToInt64Milliseconds(options.unread_timeout), 1,
        std::numeric_limits<int>::max()));
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof(timeout));
  }
  if (bind(fd, info.ai_addr, info.ai_addrlen) != 0 ||
      listen(fd, SOMAXCONN) != 0) {
    return CannotListen(name, errno);
  }
  listener.name_ = BoundName(fd);
  return listener;
}

absl::StatusOr<std::vector<Listener>> Listener::Open(
    absl::Span<const ListenAddress> addresses, const ListenerOptions& options) {
  std::vector<Listener> listeners;
  for (const ListenAddress& address : addresses) {
    if (address.is_unix()) {
      const bool is_there = std::any_of(
          listeners.begin(), listeners.end(), [&](const Listener& listener) {
            return listener.Owns(address.unix_path);
          });
      if (is_there) continue;
      absl::StatusOr<Listener> listener = OpenUnix(address, options);
      if (!listener.ok()) return listener.status();
      listeners.push_back(*std::move(listener));
    } else {
      const absl::Status opened = OpenHost(
          address, OtherOfPort(address, addresses), options, listeners);
      if (!opened.ok()) return opened;
    }
  }
  return listeners;
}

absl::Status Listener::OpenHost(const ListenAddress& address,
                                const ListenAddress* other_of_port,
                                const ListenerOptions& options,
                                std::vector<Listener>& listeners) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (error != 0) return CannotListen(ToString(address), gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found,
                                                                 freeaddrinfo);
  // Where the host is the IPv6 address of all, it would have IPv4 too.
  const bool only_ipv6 = other_of_port != nullptr && address.host == "::";
  std::set<std::string> names;
  for (const Listener& listener : listeners) names.insert(listener.name());
  bool has_listener = false;
  absl::Status no_such_family;
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
    // A host may have a number twice, and two hosts the same.
    if (!names.insert(NumericName(info->ai_addr, info->ai_addrlen)).second) {
      has_listener = true;
      continue;
    }
    errno = 0;
    absl::StatusOr<Listener> listener =
        OpenTcp(address, *info, only_ipv6, options);
    if (listener.ok()) {
      has_listener = true;
      listeners.push_back(*std::move(listener));
    } else if (errno == EADDRINUSE && other_of_port != nullptr) {
      return CannotListen(ToString(address),
                          absl::StrCat(std::strerror(EADDRINUSE), ", by ",
                                       ToString(*other_of_port),
                                       " if not by another process: both are "
                                       "to be listened on"));
    } else if (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL) {
      // Such as the IPv6 address of localhost on a machine without IPv6.
      no_such_family = listener.status();
    } else {
      return listener.status();
    }
  }
  return has_listener ? absl::OkStatus() : no_such_family;
}

}  // namespace server

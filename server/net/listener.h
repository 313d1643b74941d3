// A bound, listening TCP or Unix socket.
//
// Our own and not gRPC's: so an address that cannot be had gets a clear error,
// a Unix socket has its mode before anyone can connect, one that another
// process serves is not taken from it, and two servers never share a port.

#ifndef SERVER_NET_LISTENER_H_
#define SERVER_NET_LISTENER_H_

#include <netdb.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/net/listen_address.h"

namespace server {

struct ListenerOptions {
  // The mode of the file of a Unix socket.
  mode_t unix_mode = 0;
  // Its group. Nothing: the process's.
  std::optional<gid_t> unix_group;
  // Whether to refuse TCP addresses that other machines can connect to.
  bool loopback_only = false;
  // How long a TCP connection is kept whose peer takes nothing of what is sent
  // to it.
  absl::Duration unread_timeout = absl::InfiniteDuration();
};

// Closes its socket, and removes the file of a Unix socket, when it ends.
class Listener {
 public:
  // Listens on `addresses`: one listener for a Unix socket; for a host name one
  // for each of its IP addresses. What is the same by another name has one.
  // "[::]" takes connections of IPv4 too, but where another address has its
  // port. The error says which address and why.
  static absl::StatusOr<std::vector<Listener>> Open(
      absl::Span<const ListenAddress> addresses,
      const ListenerOptions& options);

  Listener(Listener&& other) noexcept;
  ~Listener();

  int fd() const { return fd_; }
  // With the port that the system chose, where it was to choose.
  const std::string& name() const { return name_; }
  // Whether clients can still get to it: not where the file of a Unix socket is
  // gone or another's.
  bool IsReachable() const { return !is_unix() || Owns(unix_path_); }
  bool is_unix() const { return !unix_path_.empty(); }

 private:
  Listener(int fd, std::string name, std::string unix_path);
  static absl::StatusOr<Listener> OpenUnix(const ListenAddress& address,
                                           const ListenerOptions& options);
  static absl::StatusOr<Listener> OpenTcp(const ListenAddress& address,
                                          const addrinfo& info, bool only_ipv6,
                                          const ListenerOptions& options);
  // Adds those of a host to `listeners`, of which one may have its port
  // already: `other_of_port`, or null.
  static absl::Status OpenHost(const ListenAddress& address,
                               const ListenAddress* other_of_port,
                               const ListenerOptions& options,
                               std::vector<Listener>& listeners);

  // Whether the file at `path` is the one that this listener made.
  bool Owns(const std::string& path) const;

  int fd_ = -1;
  std::string name_;
  std::string unix_path_;
  dev_t unix_device_ = 0;
  ino_t unix_inode_ = 0;
};

// An address of IPv4 or IPv6 and its port in numbers, as gRPC clients write it.
std::string NumericName(const sockaddr* address, socklen_t size);

}  // namespace server

#endif  // SERVER_NET_LISTENER_H_

// Plain TCP and Unix sockets of a client.

#ifndef TESTS_SERVER_SUPPORT_SOCKETS_H_
#define TESTS_SERVER_SUPPORT_SOCKETS_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace server {

// A socket that is closed when it ends.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket();
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int fd() const { return fd_; }

 private:
  int fd_;
};

// Connects to "IP:PORT", "[IPV6]:PORT" or "unix:PATH". The error is the
// system's, such as "Connection refused".
absl::StatusOr<Socket> ConnectTo(const std::string& address);

// A Unix socket of `type` that is bound to `path` and not listened on.
absl::StatusOr<Socket> BindUnix(const std::string& path, int type);

// Sends all of `bytes`, or less where the other side closes.
void SendAll(const Socket& socket, absl::string_view bytes);

// Reads and drops what comes. Whether the other side closes within the timeout.
bool AwaitClosed(const Socket& socket,
                 absl::Duration timeout = absl::Seconds(40));

// "connected", or the error of ConnectTo.
std::string TryConnect(const std::string& address);

// Whether there is a file at `path`, whatever it is.
bool Exists(const std::string& path);

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_SOCKETS_H_

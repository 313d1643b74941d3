#include "server/acceptor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace server {
namespace {

// How long to leave connections waiting when the system cannot take them, such
// as for want of file descriptors.
constexpr int kPauseMilliseconds = 50;

// Accepted at once from one listener, so that others and the end get their
// turn.
constexpr int kMaxAcceptedAtOnce = 64;

// Whether the fault is that of one connection, which is gone with it.
bool IsOfOneConnection(int error) {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case EPERM:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Start(
    std::vector<Listener> listeners, std::unique_ptr<Grpc> grpc) {
  const int stop_fd = eventfd(0, EFD_CLOEXEC);
  if (stop_fd < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot make an eventfd: ", std::strerror(errno)));
  }
  auto acceptor = std::unique_ptr<Acceptor>(
      new Acceptor(std::move(listeners), std::move(grpc), stop_fd));
  acceptor->thread_ = std::thread(&Acceptor::Run, acceptor.get());
  return acceptor;
}

Acceptor::Acceptor(std::vector<Listener> listeners, std::unique_ptr<Grpc> grpc,
                   int stop_fd)
    : listeners_(std::move(listeners)),
      grpc_(std::move(grpc)),
      stop_fd_(stop_fd) {}

Acceptor::~Acceptor() {
  eventfd_write(stop_fd_, 1);
  if (thread_.joinable()) thread_.join();
  close(stop_fd_);
}

void Acceptor::Run() {
  std::vector<pollfd> watched = {{stop_fd_, POLLIN, 0}};
  for (const Listener& listener : listeners_) {
    watched.push_back({listener.fd(), POLLIN, 0});
  }
  while (true) {
    if (poll(watched.data(), watched.size(), -1) < 0) continue;  // EINTR.
    if (watched[0].revents != 0) return;
    bool well = true;
    for (const pollfd& ready : watched) {
      if (ready.revents != 0) well = AcceptSome(ready.fd) && well;
    }
    if (!well && poll(watched.data(), 1, kPauseMilliseconds) > 0) return;
  }
}

bool Acceptor::AcceptSome(int listener_fd) {
  for (int i = 0; i < kMaxAcceptedAtOnce; ++i) {
    const int fd =
        accept4(listener_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      Grpc::NewConnectionParameters connection;
      connection.listener_fd = listener_fd;
      connection.fd = fd;
      grpc_->HandleNewConnection(&connection);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    } else if (!IsOfOneConnection(errno)) {
      return false;
    }
  }
  return true;
}

}  // namespace server

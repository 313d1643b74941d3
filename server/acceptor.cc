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

// How long to leave waiting connections alone when there is no room for them.
constexpr int kNoRoomPauseMilliseconds = 50;

bool IsWantOfRoom(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS ||
         error == ENOMEM;
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
    bool room = true;
    for (const pollfd& ready : watched) {
      if ((ready.revents & POLLIN) != 0) room = AcceptAll(ready.fd) && room;
    }
    if (!room && poll(watched.data(), 1, kNoRoomPauseMilliseconds) > 0) return;
  }
}

bool Acceptor::AcceptAll(int listener_fd) {
  while (true) {
    const int fd =
        accept4(listener_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      Grpc::NewConnectionParameters connection;
      connection.listener_fd = listener_fd;
      connection.fd = fd;
      grpc_->HandleNewConnection(&connection);
    } else if (IsWantOfRoom(errno)) {
      return false;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    }
    // Else that one connection was given up by its peer: on to the next.
  }
}

}  // namespace server

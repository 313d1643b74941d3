#include "server/net/acceptor.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/net/handshakes.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// How long to leave connections waiting when the system cannot take them, such
// as for want of file descriptors.
constexpr int kPauseMilliseconds = 50;

// How often the listeners are checked and the connections counted.
constexpr std::chrono::milliseconds kCheckInterval(1000);

// Accepted at once from one listener, so that others and the end get their
// turn.
constexpr int kMaxAcceptedAtOnce = 64;

// Whether accept failed for want of something that there may be again.
bool IsShortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS ||
         error == ENOMEM;
}

// Whether it failed for the listener, for good.
bool IsListenerError(int error) {
  return error == EBADF || error == EINVAL || error == ENOTSOCK;
}

std::size_t CountListeners(const std::vector<Acceptor::ListenerGroup>& groups) {
  std::size_t count = 0;
  for (const Acceptor::ListenerGroup& group : groups) {
    count += group.listeners.size();
  }
  return count;
}

[[noreturn]] void ExitForDeadListener(absl::string_view why) {
  Log(LogLevel::kError, "ended, a listener is dead", {{"error", why}});
  std::quick_exit(1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Start(
    std::vector<ListenerGroup> groups, std::int32_t max_connections,
    MemoryGuard& memory, ConnectionCounts& counts) {
  const int stop_fd = eventfd(0, EFD_CLOEXEC);
  if (stop_fd < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot make an eventfd: ", std::strerror(errno)));
  }
  auto acceptor = std::unique_ptr<Acceptor>(new Acceptor(
      std::move(groups), max_connections, memory, counts, stop_fd));
  acceptor->thread_ = std::thread(&Acceptor::Run, acceptor.get());
  return acceptor;
}

Acceptor::Acceptor(std::vector<ListenerGroup> groups,
                   std::int32_t max_connections, MemoryGuard& memory,
                   ConnectionCounts& counts, int stop_fd)
    : groups_(std::move(groups)),
      stop_fd_(stop_fd),
      open_(max_connections, CountListeners(groups_)),
      memory_(memory),
      counts_(counts) {}

Acceptor::~Acceptor() {
  is_ending_ = true;
  eventfd_write(stop_fd_, 1);
  if (thread_.joinable()) thread_.join();
  close(stop_fd_);
}

void Acceptor::StopAccepting() {
  eventfd_write(stop_fd_, 1);
  accepts_no_more_.WaitForNotification();
}

void Acceptor::Run() {
  pthread_setname_np(pthread_self(), "accept");
  std::vector<pollfd> watched = {{stop_fd_, POLLIN, 0}};
  // The listener of each of them, and gRPC's side of it.
  std::vector<std::pair<const Listener*, Grpc*>> from = {{nullptr, nullptr}};
  for (const ListenerGroup& group : groups_) {
    for (const Listener& listener : group.listeners) {
      watched.push_back({listener.fd(), POLLIN, 0});
      from.emplace_back(&listener, group.grpc.get());
    }
  }
  // Whatever becomes of the time of day.
  using Clock = std::chrono::steady_clock;
  Clock::time_point next_check = Clock::now();
  Clock::time_point next_memory_check = next_check;
  while (true) {
    const int ready =
        poll(watched.data(), watched.size(),
             static_cast<int>(MemoryGuard::kCheckInterval.count()));
    const Clock::time_point now = Clock::now();
    if (now >= next_check) {
      RequireReachable();
      counts_.open = static_cast<std::int64_t>(open_.Count());
      next_check = now + kCheckInterval;
    }
    if (now >= next_memory_check) {
      const std::optional<std::int64_t> too_much = memory_.Check(now);
      if (too_much.has_value()) CloseForMemory(*too_much);
      next_memory_check = now + MemoryGuard::kCheckInterval;
    }
    // Where it fails, nothing is readable.
    if (ready <= 0) continue;
    if (watched[0].revents != 0) {
      if (is_ending_) return;
      eventfd_t told = 0;
      eventfd_read(stop_fd_, &told);
      watched.resize(1);
      groups_.clear();
      accepts_no_more_.Notify();
      continue;
    }
    bool well = true;
    for (std::size_t i = 1; i < watched.size(); ++i) {
      if (watched[i].revents == 0) continue;
      well = AcceptWaiting(i - 1, *from[i].first, *from[i].second) && well;
    }
    if (!well) poll(watched.data(), 1, kPauseMilliseconds);
  }
}

void Acceptor::RequireReachable() const {
  for (const ListenerGroup& group : groups_) {
    for (const Listener& listener : group.listeners) {
      if (listener.IsReachable()) continue;
      ExitForDeadListener(
          absl::StrCat("the socket of ", listener.name(), " was removed"));
    }
  }
}

void Acceptor::CloseForMemory(std::int64_t memory) {
  const std::size_t closed = open_.CloseNewestHalf();
  counts_.closed_for_memory += static_cast<std::int64_t>(closed);
  static LogLimit limit(1, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "connections are closed, memory is short",
      {{"memory_bytes", memory},
       {"limit_bytes", memory_.max()},
       {"connections", static_cast<std::int64_t>(closed)}});
}

void Acceptor::Refuse(int fd) {
  close(fd);
  ++counts_.refused;
  static LogLimit limit(1, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "connections are refused",
      {{"limit", static_cast<std::int64_t>(open_.max())}});
}

bool Acceptor::AcceptWaiting(std::size_t number, const Listener& listener,
                             Grpc& grpc) {
  for (int i = 0; i < kMaxAcceptedAtOnce; ++i) {
    sockaddr_storage peer = {};
    socklen_t peer_size = sizeof(peer);
    const int fd = accept4(listener.fd(), reinterpret_cast<sockaddr*>(&peer),
                           &peer_size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0 && !open_.Add(fd, number)) {
      Refuse(fd);
    } else if (fd >= 0) {
      Grpc::NewConnectionParameters connection;
      connection.listener_fd = listener.fd();
      connection.fd = fd;
      const std::string name =
          listener.is_unix()
              ? listener.name()
              : NumericName(reinterpret_cast<sockaddr*>(&peer), peer_size);
      const PeerOfThread peer_of_thread(name);
      grpc.HandleNewConnection(&connection);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    } else if (IsListenerError(errno)) {
      ExitForDeadListener(std::strerror(errno));
    } else if (IsShortage(errno)) {
      static LogLimit limit(1, absl::Seconds(10));
      Log(limit, LogLevel::kWarning, "connections wait to be accepted",
          {{"error", absl::AsciiStrToLower(std::strerror(errno))}});
      return false;
    }
    // Any other error is that of one connection, which is gone with it.
  }
  return true;
}

}  // namespace server

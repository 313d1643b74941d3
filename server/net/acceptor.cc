#include "server/net/acceptor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/net/peer.h"
#include "server/operation_log/operation_log.h"
#include "server/resources/thread_name.h"

namespace server {
namespace {

// How long to leave connections waiting when the system cannot take them, such
// as for want of file descriptors.
constexpr int kPauseMilliseconds = 50;

// Between two looks whether all listeners can be reached.
constexpr std::chrono::milliseconds kBetweenLooks(1000);

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

// Whether it is that of the listener, which will not get well again.
bool IsOfTheListener(int error) {
  return error == EBADF || error == EINVAL || error == ENOTSOCK;
}

std::size_t CountListeners(const std::vector<Acceptor::Entrance>& entrances) {
  std::size_t count = 0;
  for (const Acceptor::Entrance& entrance : entrances) {
    count += entrance.listeners.size();
  }
  return count;
}

[[noreturn]] void EndForWantOfAListener(absl::string_view why) {
  Log(LogLevel::kError, "ended, a listener is dead", {{"error", why}});
  std::quick_exit(1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Start(
    std::vector<Entrance> entrances, std::int32_t max_connections,
    MemoryGuard& memory, ConnectionCounts& counts, UnixUsers& users) {
  const int stop_fd = eventfd(0, EFD_CLOEXEC);
  if (stop_fd < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot make an eventfd: ", std::strerror(errno)));
  }
  auto acceptor = std::unique_ptr<Acceptor>(new Acceptor(
      std::move(entrances), max_connections, memory, counts, users, stop_fd));
  acceptor->thread_ = std::thread(&Acceptor::Run, acceptor.get());
  return acceptor;
}

Acceptor::Acceptor(std::vector<Entrance> entrances,
                   std::int32_t max_connections, MemoryGuard& memory,
                   ConnectionCounts& counts, UnixUsers& users, int stop_fd)
    : entrances_(std::move(entrances)),
      stop_fd_(stop_fd),
      open_(max_connections, CountListeners(entrances_)),
      memory_(memory),
      counts_(counts),
      users_(users) {}

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
  NameThisThread("accept");
  std::vector<pollfd> watched = {{stop_fd_, POLLIN, 0}};
  // The listener of each of them, and where its connections go.
  std::vector<std::pair<const Listener*, Grpc*>> from = {{nullptr, nullptr}};
  for (const Entrance& entrance : entrances_) {
    for (const Listener& listener : entrance.listeners) {
      watched.push_back({listener.fd(), POLLIN, 0});
      from.emplace_back(&listener, entrance.grpc.get());
    }
  }
  // Whatever becomes of the time of day.
  Clock::time_point next_look = Clock::now();
  Clock::time_point next_memory_look = next_look;
  std::chrono::milliseconds wait(0);
  while (true) {
    const int ready =
        poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
    const Clock::time_point now = Clock::now();
    if (now >= next_look) {
      RequireReachable();
      counts_.open = static_cast<std::int64_t>(open_.Count());
      next_look = now + kBetweenLooks;
    }
    if (now >= next_memory_look) {
      wait = KeepWithinMemory(now);
      next_memory_look = now + wait;
    }
    // Where it fails, nothing is readable.
    if (ready <= 0) continue;
    if (watched[0].revents != 0) {
      if (is_ending_) return;
      eventfd_t told = 0;
      eventfd_read(stop_fd_, &told);
      watched.resize(1);
      entrances_.clear();
      accepts_no_more_.Notify();
      continue;
    }
    bool well = true;
    for (std::size_t i = 1; i < watched.size(); ++i) {
      if (watched[i].revents == 0) continue;
      well = AcceptSome(i - 1, *from[i].first, *from[i].second) && well;
    }
    if (!well) poll(watched.data(), 1, kPauseMilliseconds);
  }
}

void Acceptor::RequireReachable() const {
  for (const Entrance& entrance : entrances_) {
    for (const Listener& listener : entrance.listeners) {
      if (listener.IsReachable()) continue;
      EndForWantOfAListener(
          absl::StrCat("the socket of ", listener.name(), " was removed"));
    }
  }
}

std::chrono::milliseconds Acceptor::KeepWithinMemory(Clock::time_point now) {
  const MemoryGuard::Look look = memory_.LookAt(now);
  if (look.too_much.has_value()) {
    const std::size_t closed = open_.CloseNewestHalf();
    counts_.closed_for_memory += static_cast<std::int64_t>(closed);
    static LogLimit limit(1, absl::Seconds(10));
    Log(limit, LogLevel::kWarning, "connections are closed, memory is short",
        {{"memory", absl::StrCat(*look.too_much)},
         {"max_memory", absl::StrCat(memory_.max())},
         {"connections", absl::StrCat(closed)}});
  }
  return look.next;
}

void Acceptor::Refuse(int fd) {
  close(fd);
  ++counts_.refused;
  static LogLimit limit(1, absl::Seconds(10));
  Log(limit, LogLevel::kWarning, "connections are refused",
      {{"max_connections", absl::StrCat(open_.max())}});
}

bool Acceptor::AcceptSome(std::size_t number, const Listener& listener,
                          Grpc& grpc) {
  for (int i = 0; i < kMaxAcceptedAtOnce; ++i) {
    const int fd =
        accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0 && !open_.Add(fd, number)) {
      Refuse(fd);
    } else if (fd >= 0) {
      if (listener.is_unix()) users_.Add(PeerUser(fd));
      Grpc::NewConnectionParameters connection;
      connection.listener_fd = listener.fd();
      connection.fd = fd;
      grpc.HandleNewConnection(&connection);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    } else if (IsOfTheListener(errno)) {
      EndForWantOfAListener(std::strerror(errno));
    } else if (!IsOfOneConnection(errno)) {
      static LogLimit limit(1, absl::Seconds(10));
      Log(limit, LogLevel::kWarning, "connections wait to be accepted",
          {{"error", absl::AsciiStrToLower(std::strerror(errno))}});
      return false;
    }
  }
  return true;
}

}  // namespace server

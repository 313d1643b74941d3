#include "server/net/open_connections.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace server {
namespace {

// Between two looks at all descriptors: a look at 1,000 takes a fraction of a
// millisecond, and is not to be had by every connection of a flood.
constexpr std::chrono::milliseconds kBetweenLooks(10);

// Connections that each listener has room for, of a limit of which that is no
// more than a quarter.
constexpr std::size_t kKeptForListener = 8;

// File descriptors that connections may not take, where the limit allows for
// twice as many.
constexpr rlim_t kReserved = 100;

}  // namespace

OpenConnections::OpenConnections(std::int32_t max, std::size_t listeners)
    : max_(static_cast<std::size_t>(max)),
      kept_(std::min(kKeptForListener, max_ / 4 / listeners)),
      of_listener_(listeners) {}

bool OpenConnections::Add(int fd, std::size_t listener) {
  // The number was free, so what it was before is closed.
  const auto before = files_.find(fd);
  if (before != files_.end()) Forget(before);
  if (!HasRoom(listener)) ForgetClosed();
  struct stat status = {};
  if (!HasRoom(listener) || fstat(fd, &status) != 0) return false;
  files_[fd] = {status.st_dev, status.st_ino, accepted_++, listener};
  ++of_listener_[listener];
  return true;
}

bool OpenConnections::HasRoom(std::size_t listener) const {
  std::size_t taken = files_.size();
  for (std::size_t i = 0; i < of_listener_.size(); ++i) {
    if (i != listener) taken += kept_ - std::min(kept_, of_listener_[i]);
  }
  return taken < max_;
}

std::size_t OpenConnections::Count() {
  ForgetClosed();
  return files_.size();
}

std::size_t OpenConnections::CloseNewestHalf() {
  std::vector<std::pair<std::int64_t, int>> newest_first;
  newest_first.reserve(files_.size());
  for (const auto& [fd, file] : files_) {
    if (IsOpen(fd, file)) newest_first.emplace_back(-file.number, fd);
  }
  std::sort(newest_first.begin(), newest_first.end());
  newest_first.resize((newest_first.size() + 1) / 2);
  for (const auto& [number, fd] : newest_first) {
    // To close it is up to gRPC.
    shutdown(fd, SHUT_RDWR);
    // It is as good as closed.
    Forget(files_.find(fd));
  }
  return newest_first.size();
}

bool OpenConnections::IsOpen(int fd, const File& file) {
  struct stat status = {};
  return fstat(fd, &status) == 0 && status.st_dev == file.device &&
         status.st_ino == file.inode;
}

void OpenConnections::ForgetClosed() {
  const Clock::time_point now = Clock::now();
  if (now < next_look_) return;
  next_look_ = now + kBetweenLooks;
  for (auto file = files_.begin(); file != files_.end();) {
    file = IsOpen(file->first, file->second) ? std::next(file) : Forget(file);
  }
}

OpenConnections::Files::iterator OpenConnections::Forget(Files::iterator file) {
  --of_listener_[file->second.listener];
  return files_.erase(file);
}

std::int32_t FitConnections(std::int32_t max) {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return max;
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised = {limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const rlim_t reserved = std::min(kReserved, limit.rlim_cur / 2);
  return static_cast<std::int32_t>(
      std::min(static_cast<rlim_t>(max), limit.rlim_cur - reserved));
}

}  // namespace server

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

// Between two scans of all descriptors: one of 1,000 takes a fraction of a
// millisecond, which not every connection of a flood is to cause.
constexpr std::chrono::milliseconds kScanInterval(10);

// Connections that are reserved for each listener, unless that is more than a
// quarter of the limit for all.
constexpr std::size_t kReservedForListener = 8;

// File descriptors that connections may not take, where the limit allows for
// twice as many.
constexpr rlim_t kReservedFiles = 100;

}  // namespace

OpenConnections::OpenConnections(std::int32_t max, std::size_t listeners)
    : max_(static_cast<std::size_t>(max)),
      reserved_(std::min(kReservedForListener, max_ / 4 / listeners)),
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
    if (i != listener)
      taken += reserved_ - std::min(reserved_, of_listener_[i]);
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
  if (now < next_scan_) return;
  next_scan_ = now + kScanInterval;
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
  const rlim_t reserved = std::min(kReservedFiles, limit.rlim_cur / 2);
  return static_cast<std::int32_t>(
      std::min(static_cast<rlim_t>(max), limit.rlim_cur - reserved));
}

}  // namespace server

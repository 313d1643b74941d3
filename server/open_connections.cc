#include "server/open_connections.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>

#include "absl/time/clock.h"

namespace server {
namespace {

// Between two looks at all descriptors: a look at 1,000 takes a fraction of a
// millisecond, and is not to be had by every connection of a flood.
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(10);

// File descriptors that connections may not take, where the limit allows for
// twice as many.
constexpr rlim_t kReserved = 100;

}  // namespace

bool OpenConnections::Add(int fd) {
  // The number was free, so what it was before is closed.
  files_.erase(fd);
  if (files_.size() >= max_) ForgetClosed();
  struct stat status = {};
  if (files_.size() >= max_ || fstat(fd, &status) != 0) return false;
  files_[fd] = {status.st_dev, status.st_ino};
  return true;
}

void OpenConnections::ForgetClosed() {
  const absl::Time now = absl::Now();
  if (now - last_look_ < kBetweenLooks) return;
  last_look_ = now;
  for (auto file = files_.begin(); file != files_.end();) {
    struct stat status = {};
    const bool is_open = fstat(file->first, &status) == 0 &&
                         status.st_dev == file->second.device &&
                         status.st_ino == file->second.inode;
    file = is_open ? std::next(file) : files_.erase(file);
  }
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

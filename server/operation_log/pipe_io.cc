#include "server/operation_log/pipe_io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace server {

int OpenAgain(int fd) {
  struct stat status = {};
  int opened = -1;
  if (fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode)) {
    const std::string path = absl::StrCat("/proc/self/fd/", fd);
    opened = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  }
  return opened >= 0 ? opened : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

bool HasRoom(int fd, absl::Duration timeout) {
  pollfd polled = {fd, POLLOUT, 0};
  return poll(&polled, 1,
              static_cast<int>(absl::ToInt64Milliseconds(timeout))) == 1;
}

std::size_t WriteWhatFits(int fd, absl::string_view text) {
  const int opened = OpenAgain(fd);
  const absl::Cleanup close_opened = [opened] {
    if (opened >= 0) close(opened);
  };
  // The process's own where it can open no more files, which it has to tell.
  const int used = opened >= 0 ? opened : fd;
  std::size_t done = 0;
  while (done < text.size() && HasRoom(used)) {
    // A pipe that has room takes as much without waiting; for more, it may
    // wait.
    const absl::string_view piece = text.substr(done, PIPE_BUF);
    const ssize_t count = write(used, piece.data(), piece.size());
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace server

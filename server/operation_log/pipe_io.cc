#include "server/operation_log/pipe_io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <string>

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

}  // namespace server

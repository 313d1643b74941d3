#include "server/operation_log/pipe_io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace server {

int OpenPipeAgain(int fd) {
  struct stat status = {};
  if (fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) return -1;
  const std::string path = absl::StrCat("/proc/self/fd/", fd);
  return open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

bool HasRoom(int fd, absl::Duration timeout) {
  pollfd polled = {fd, POLLOUT, 0};
  return poll(&polled, 1,
              static_cast<int>(absl::ToInt64Milliseconds(timeout))) == 1;
}

}  // namespace server

#include "server/log/pipe_io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <string>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

// Of an empty pipe, which mostly has room for as much.
constexpr int kMostAtOnce = 64 << 10;

}  // namespace

int OpenPipeAgain(int fd) {
  struct stat status = {};
  if (fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) return -1;
  const std::string path = absl::StrCat("/proc/self/fd/", fd);
  return open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

bool MayWait(int fd) { return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0; }

bool HasRoom(int fd) {
  pollfd polled = {fd, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
}

std::size_t TakenWhole(int fd) {
  int waiting = 0;
  const bool is_empty = ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 0;
  // Negative where it is no pipe.
  const int room = is_empty ? fcntl(fd, F_GETPIPE_SZ) : 0;
  return static_cast<std::size_t>(std::clamp(room, PIPE_BUF, kMostAtOnce));
}

absl::string_view FirstLines(absl::string_view lines, std::size_t most) {
  const absl::string_view first = lines.substr(0, most);
  const std::size_t end = first.rfind('\n');
  return end == absl::string_view::npos ? first : first.substr(0, end + 1);
}

}  // namespace server

#include "server/log/pipe_io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/log/same_file.h"

namespace server {
namespace {

// What the system gives a pipe.
constexpr std::size_t kPipeBytes = std::size_t{64} << 10U;

bool IsPipe(int fd) {
  struct stat status = {};
  return fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

}  // namespace

int OpenPipeAgain(int fd) {
  if (!IsPipe(fd)) return -1;
  const std::string path = absl::StrCat("/proc/self/fd/", fd);
  return open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

bool MayWait(int fd) { return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0; }

bool HasRoom(int fd) {
  pollfd polled = {fd, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
}

std::size_t MostAtOnce(int fd) {
  const bool is_alone =
      IsPipe(fd) && !MayWait(fd) && !IsSameFile(fd, STDERR_FILENO);
  return is_alone ? kPipeBytes : PIPE_BUF;
}

absl::string_view FirstLines(absl::string_view lines, std::size_t most) {
  const absl::string_view first = lines.substr(0, most);
  const std::size_t end = first.rfind('\n');
  return end == absl::string_view::npos ? first : first.substr(0, end + 1);
}

}  // namespace server

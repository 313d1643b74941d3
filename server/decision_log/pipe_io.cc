#include "server/decision_log/pipe_io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

// The most that the system lets everyone ask for, unless it was told otherwise.
// All of it is written at once: a reader that is at it at the same time would
// wait for the writer, and that one for the reader.
constexpr int kPipeBytes = 1 << 20;

constexpr std::chrono::microseconds kWait(300);

// Between two looks whether there is room for a long line: poll(2) does not
// tell of that.
constexpr std::chrono::milliseconds kWaitForRoom(5);

std::size_t AtOnce(std::int64_t bytes) {
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(bytes, PIPE_BUF, kPipeBytes));
}

std::int64_t PageBytes() {
  static const std::int64_t page = sysconf(_SC_PAGESIZE);
  return page;
}

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

void GrowPipe(int fd) {
  if (fcntl(fd, F_GETPIPE_SZ) < kPipeBytes) fcntl(fd, F_SETPIPE_SZ, kPipeBytes);
}

// Negative, and so PIPE_BUF, where it is no pipe. A page is left for what
// another may write to it between a look and a write, such as the operation
// log.
std::size_t MostTakenWhole(int fd) {
  return AtOnce(fcntl(fd, F_GETPIPE_SZ) - PageBytes());
}

std::size_t TakenWhole(int fd) {
  int waiting = 0;
  if (ioctl(fd, FIONREAD, &waiting) != 0) return PIPE_BUF;
  if (waiting == 0) return MostTakenWhole(fd);
  // A pipe is made of pages, and a write goes on in the last one where it fits:
  // so any two of them together hold more than one could, but for the first,
  // which may be read in part.
  const std::int64_t most_used = 2 * (waiting + 2 * PageBytes());
  return AtOnce(fcntl(fd, F_GETPIPE_SZ) - most_used);
}

absl::string_view FirstLines(absl::string_view lines, std::size_t most) {
  const absl::string_view first = lines.substr(0, most);
  const std::size_t end = first.rfind('\n');
  return end == absl::string_view::npos ? first : first.substr(0, end + 1);
}

ssize_t PipeAppender::Append(int fd, absl::string_view lines) {
  const std::size_t wanted = std::min(lines.size(), MostTakenWhole(fd));
  std::size_t taken = TakenWhole(fd);
  for (; taken < wanted && waits_left_ > 0; --waits_left_) {
    std::this_thread::sleep_for(kWait);
    taken = TakenWhole(fd);
  }
  const absl::string_view first = FirstLines(lines, taken);
  // Where the pipe could take none that is longer, it has to be cut.
  if (first.back() != '\n' && taken < wanted) {
    std::this_thread::sleep_for(kWaitForRoom);
    errno = EAGAIN;
    return -1;
  }
  const ssize_t count = write(fd, first.data(), first.size());
  const bool is_full = count < 0 && errno == EAGAIN;
  if (is_full || taken >= wanted) waits_left_ = kMostWaits;
  return count;
}

}  // namespace server

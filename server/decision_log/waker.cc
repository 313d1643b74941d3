#include "server/decision_log/waker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace server {

absl::StatusOr<std::unique_ptr<Waker>> Waker::Create() {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot make an eventfd: ", std::strerror(errno)));
  }
  return std::unique_ptr<Waker>(new Waker(fd));
}

Waker::~Waker() { close(fd_); }

void Waker::Wake() { eventfd_write(fd_, 1); }

void Waker::Wait(absl::Duration timeout, int fd) {
  // poll passes over a file that is negative, and takes a time that is for no
  // end.
  std::array<pollfd, 2> polled = {pollfd{fd_, POLLIN, 0},
                                  pollfd{fd, POLLOUT, 0}};
  const int milliseconds =
      timeout == absl::InfiniteDuration()
          ? -1
          : static_cast<int>(absl::ToInt64Milliseconds(
                absl::Ceil(std::max(timeout, absl::ZeroDuration()),
                           absl::Milliseconds(1))));
  poll(polled.data(), polled.size(), milliseconds);
  eventfd_t count = 0;
  eventfd_read(fd_, &count);
}

}  // namespace server

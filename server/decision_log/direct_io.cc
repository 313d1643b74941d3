#include "server/decision_log/direct_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"

namespace server {
namespace {

// For less the disk would be asked too often.
constexpr std::size_t kLeastBytes = std::size_t{256} * 1024;

// One write may be slow since the processor was busy.
constexpr int kSlowInARow = 4;

// So many times as long as the last of them took, and that long at the least,
// text goes by the cache then.
constexpr int kPauses = 32;
constexpr absl::Duration kLeastPause = absl::Seconds(1);

ssize_t WriteDirectly(int fd, absl::string_view text) {
  if (fcntl(fd, F_SETFL, O_APPEND | O_DIRECT) != 0) return -1;
  const ssize_t count = write(fd, text.data(), text.size());
  // Cannot fail: the flag is only refused where it is to be set.
  fcntl(fd, F_SETFL, O_APPEND);
  return count;
}

}  // namespace

std::size_t EndBeyondDirectIoBytes(int fd) {
  struct stat status = {};
  if (fstat(fd, &status) != 0) return 0;
  return static_cast<std::size_t>(status.st_size) % kDirectIoBytes;
}

ssize_t DirectAppender::Append(int fd, absl::string_view text) {
  const SteadyClock::time_point begin = SteadyClock::now();
  const std::size_t beyond = EndBeyondDirectIoBytes(fd);
  const auto address = reinterpret_cast<std::uintptr_t>(text.data());
  if (text.size() < kLeastBytes || begin < not_before_ ||
      address % kDirectIoBytes != beyond) {
    return write(fd, text.data(), text.size());
  }
  if (beyond != 0) return write(fd, text.data(), kDirectIoBytes - beyond);
  const std::size_t size = text.size() / kDirectIoBytes * kDirectIoBytes;
  const ssize_t count = WriteDirectly(fd, text.substr(0, size));
  const absl::Duration time = absl::FromChrono(SteadyClock::now() - begin);
  if (count <= 0) return write(fd, text.data(), text.size());
  slow_in_a_row_ = time > slow_ ? slow_in_a_row_ + 1 : 0;
  if (slow_in_a_row_ >= kSlowInARow) {
    not_before_ = SteadyTimeAfter(std::max(kPauses * time, kLeastPause));
    // The next one decides.
    slow_in_a_row_ = kSlowInARow - 1;
  }
  return count;
}

}  // namespace server

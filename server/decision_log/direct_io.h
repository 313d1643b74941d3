// Appending to a file past the system's cache: direct I/O.

#ifndef SERVER_DECISION_LOG_DIRECT_IO_H_
#define SERVER_DECISION_LOG_DIRECT_IO_H_

#include <sys/types.h>

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/decision_log/steady_time.h"

namespace server {

// Text whose address and whose place in the file are alike but for multiples of
// this can go to the disk from where it is. Disks and file systems ask for 512
// or 4,096.
constexpr std::size_t kDirectIoBytes = 4096;

// How many bytes beyond such a multiple a file ends; 0 where that is not known.
std::size_t EndBeyondDirectIoBytes(int fd);

// Much text costs the processor a fifth of what a copy in the cache does, or
// less, and no memory, which would count as the container's. Goes by the cache
// where the text lies elsewhere or is little, where the file system cannot do
// it, and for a while where the disk is slow: the cache takes a burst.
class DirectAppender {
 public:
  // A disk that takes longer for each of some writes is slow.
  explicit DirectAppender(absl::Duration slow = absl::Milliseconds(10))
      : slow_(slow) {}

  // Writes the first of `text`, and returns how many bytes, or -1 with errno,
  // as write(2) does. The caller goes on with the rest. `fd` must be of a
  // regular file, opened to append and shared with no other process.
  ssize_t Append(int fd, absl::string_view text);

 private:
  absl::Duration slow_;
  int slow_in_a_row_ = 0;
  SteadyClock::time_point not_before_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DIRECT_IO_H_

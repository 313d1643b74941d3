// Which connections are open, so that there are not too many.

#ifndef SERVER_OPEN_CONNECTIONS_H_
#define SERVER_OPEN_CONNECTIONS_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace server {

// Who closes a connection is gRPC, which does not say so: those that are open
// are told by looking at their file descriptors, when there might be too many.
class OpenConnections {
 public:
  explicit OpenConnections(std::int32_t max)
      : max_(static_cast<std::size_t>(max)) {}

  // Counts a connection that was accepted just now. Returns false where there
  // are as many already: the caller is to close it.
  bool Add(int fd);

  // How many are open.
  std::size_t Count();
  std::size_t max() const { return max_; }

  // Shuts down half of those that are open, one at the least, those that came
  // last. What gRPC keeps for them is free once it has noticed. Returns how
  // many.
  std::size_t CloseNewestHalf();

 private:
  using Clock = std::chrono::steady_clock;

  void ForgetClosed();

  // What a descriptor was when it was accepted, since its number is used again
  // for others.
  struct File {
    dev_t device;
    ino_t inode;
    // Which of all that were accepted.
    std::int64_t number;
  };

  static bool IsOpen(int fd, const File& file);

  const std::size_t max_;
  // All that are open, and some that no longer are.
  std::unordered_map<int, File> files_;
  // When to look again; not by the time of day, which may be set.
  Clock::time_point next_look_ = Clock::time_point::min();
  std::int64_t accepted_ = 0;
};

// Raises the process's limit of file descriptors as far as it may, and returns
// how many connections fit: `max`, or fewer, so that some are left for files
// and for gRPC itself.
std::int32_t FitConnections(std::int32_t max);

}  // namespace server

#endif  // SERVER_OPEN_CONNECTIONS_H_

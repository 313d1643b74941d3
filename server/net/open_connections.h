// Tracks the open connections, and bounds how many there are.

#ifndef SERVER_NET_OPEN_CONNECTIONS_H_
#define SERVER_NET_OPEN_CONNECTIONS_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace server {

// gRPC closes connections without saying so. So where there might be too many,
// their file descriptors are looked at to find those that are still open.
//
// Room for a few connections is reserved for each listener, so that connections
// to one listener cannot keep all others out.
class OpenConnections {
 public:
  OpenConnections(std::int32_t max, std::size_t listeners);

  // Counts a connection that was accepted just now from that listener, by its
  // number. Returns false where there are as many as may be: the caller is to
  // close it.
  bool Add(int fd, std::size_t listener);

  // How many are open.
  std::size_t Count();
  std::size_t max() const { return max_; }

  // Shuts down half of those that are open, at least one, those that came
  // last. What gRPC keeps for them is free once it has noticed. Returns how
  // many.
  std::size_t CloseNewestHalf();

 private:
  using Clock = std::chrono::steady_clock;

  // What a descriptor was when it was accepted, since its number is used again
  // for others.
  struct File {
    dev_t device;
    ino_t inode;
    // Its number in the order of accepting.
    std::int64_t number;
    std::size_t listener;
  };
  using Files = std::unordered_map<int, File>;

  bool HasRoom(std::size_t listener) const;
  void ForgetClosed();
  Files::iterator Forget(Files::iterator file);

  static bool IsOpen(int fd, const File& file);

  const std::size_t max_;
  // For each listener.
  const std::size_t reserved_;
  // All that are open, and some that no longer are.
  Files files_;
  // How many of them came from each listener.
  std::vector<std::size_t> of_listener_;
  // When to look for closed ones again; not by the time of day, which may be
  // set.
  Clock::time_point next_scan_ = Clock::time_point::min();
  std::int64_t accepted_ = 0;
};

// Raises the process's limit of file descriptors as far as it may, and returns
// how many connections fit: `max`, or fewer, so that some are left for files
// and for gRPC itself.
std::int32_t FitConnections(std::int32_t max);

}  // namespace server

#endif  // SERVER_NET_OPEN_CONNECTIONS_H_

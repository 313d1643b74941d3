// Counters of the connections that were accepted, refused and closed.

#ifndef SERVER_NET_CONNECTION_COUNTS_H_
#define SERVER_NET_CONNECTION_COUNTS_H_

#include <atomic>
#include <cstdint>

namespace server {

// Written by the thread that accepts, read by any.
struct ConnectionCounts {
  // As of at most a second ago.
  std::atomic<std::int64_t> open = 0;
  // Those that were closed at once, since there were as many as may be.
  std::atomic<std::int64_t> refused = 0;
  // Those that were closed since memory was short.
  std::atomic<std::int64_t> closed_for_memory = 0;
};

}  // namespace server

#endif  // SERVER_NET_CONNECTION_COUNTS_H_

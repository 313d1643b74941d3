// Decides when to refuse calls and when to close connections, so that the
// process stays within its memory.

#ifndef SERVER_RESOURCES_MEMORY_GUARD_H_
#define SERVER_RESOURCES_MEMORY_GUARD_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "server/resources/resident_memory.h"

namespace server {

// Above three quarters of the limit new calls are refused, which bounds what
// calls take. It does not bound what connections take: gRPC buffers a message
// whole before it looks at its size, 1 GiB of it where that was announced, and
// headers that never end. So where the process takes more than the limit, or
// refusing calls does not help, connections are to be closed.
//
// gRPC's own bound of memory, its ResourceQuota, is not for use: past it a
// connection that is closing is written to after it was freed.
class MemoryGuard {
 public:
  using Clock = std::chrono::steady_clock;
  // In bytes; empty where it cannot be told. What is free is given back to the
  // system first where it is more than `trim_above`.
  using Measure =
      std::function<std::optional<std::int64_t>(std::int64_t trim_above)>;

  // How often the memory is to be checked: a peer on the same machine can send
  // some 50 MiB in between.
  static constexpr std::chrono::milliseconds kCheckInterval{10};

  // `max` is in bytes, of the whole process.
  explicit MemoryGuard(std::int64_t max,
                       Measure measure = ResidentMemoryTrimmedAbove);

  MemoryGuard(const MemoryGuard&) = delete;
  MemoryGuard& operator=(const MemoryGuard&) = delete;

  std::int64_t max() const { return max_; }

  // By any thread: whether new calls are to be refused.
  bool IsShort() const { return is_short_.load(std::memory_order_relaxed); }

  // By one thread: checks the memory. Returns what is taken, in bytes, where
  // connections are to be closed.
  std::optional<std::int64_t> Check(Clock::time_point now);

 private:
  const std::int64_t max_;
  const Measure measure_;
  std::atomic<bool> is_short_ = false;
  Clock::time_point short_since_;
  // When connections were to be closed the last time.
  Clock::time_point closed_ = Clock::time_point::min();
};

}  // namespace server

#endif  // SERVER_RESOURCES_MEMORY_GUARD_H_

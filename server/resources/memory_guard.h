// Keeps the process within the memory that it may take.

#ifndef SERVER_RESOURCES_MEMORY_GUARD_H_
#define SERVER_RESOURCES_MEMORY_GUARD_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "server/resources/resident_memory.h"

namespace server {

// Looks at how much memory there is, again and again. Where more than three
// quarters of the limit are taken, new calls are to be refused, which bounds
// what well-behaved clients make of the server. What goes on growing, or does
// not shrink, is kept by connections: those are to be closed.
//
// gRPC's own bound of memory, its ResourceQuota, is not for use: past it a
// connection that is closing is written to after it was freed.
class MemoryGuard {
 public:
  using Clock = std::chrono::steady_clock;
  // In bytes; none where it cannot be told.
  using Measure = std::function<std::optional<std::int64_t>()>;

  // `trimmed` gives back to the system what is free before it measures.
  explicit MemoryGuard(std::int64_t max, Measure resident = ResidentMemory,
                       Measure trimmed = TrimmedResidentMemory);

  MemoryGuard(const MemoryGuard&) = delete;
  MemoryGuard& operator=(const MemoryGuard&) = delete;

  std::int64_t max() const { return max_; }

  // By any thread: whether new calls are to be refused.
  bool IsShort() const { return is_short_.load(std::memory_order_relaxed); }

  struct Look {
    // After how long to look again.
    std::chrono::milliseconds next;
    // What is taken, where connections are to be closed.
    std::optional<std::int64_t> too_much;
  };
  // By one thread.
  Look LookAt(Clock::time_point now);

 private:
  const std::int64_t max_;
  const Measure resident_;
  const Measure trimmed_;
  std::atomic<bool> is_short_ = false;
  Clock::time_point short_since_;
  Clock::time_point next_trim_;
  Clock::time_point next_closing_;
  std::int64_t closed_at_ = 0;
};

}  // namespace server

#endif  // SERVER_RESOURCES_MEMORY_GUARD_H_

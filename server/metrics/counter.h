// A counter that one thread writes and any thread reads.

#ifndef SERVER_METRICS_COUNTER_H_
#define SERVER_METRICS_COUNTER_H_

#include <atomic>
#include <cstdint>

namespace server {

class Counter {
 public:
  Counter() = default;
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // By the one thread. No other writes, so no bus is locked.
  void Add(std::uint64_t n) {
    value_.store(value_.load(std::memory_order_relaxed) + n,
                 std::memory_order_relaxed);
  }

  // By any thread.
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

}  // namespace server

#endif  // SERVER_METRICS_COUNTER_H_

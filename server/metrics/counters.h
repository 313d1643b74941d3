// A counter and a histogram that one thread writes and any thread reads.

#ifndef SERVER_METRICS_COUNTERS_H_
#define SERVER_METRICS_COUNTERS_H_

#include <array>
#include <atomic>
#include <cstddef>
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

// `Bounds` are the upper bounds of the buckets in ascending order, an array of
// whole numbers in the unit of what is observed. There is one more bucket, for
// what is above the last bound.
template <const auto& Bounds>
class Histogram {
 public:
  static constexpr std::size_t kBuckets = Bounds.size() + 1;

  // By the one thread. Small values are found first: they are the common ones.
  void Observe(std::uint64_t value) {
    std::size_t bucket = 0;
    while (bucket < Bounds.size() && value > Bounds[bucket]) ++bucket;
    counts_[bucket].Add(1);
    sum_.Add(value);
  }

  // Adds what `other` has observed to what this one has.
  void Add(const Histogram& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) counts_[i].Add(other.count(i));
    sum_.Add(other.sum());
  }

  // Values in a bucket and in none below it.
  std::uint64_t count(std::size_t bucket) const {
    return counts_[bucket].value();
  }
  std::uint64_t sum() const { return sum_.value(); }

 private:
  std::array<Counter, kBuckets> counts_;
  Counter sum_;
};

}  // namespace server

#endif  // SERVER_METRICS_COUNTERS_H_

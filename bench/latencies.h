// A collection of latencies and its exact percentiles.

#ifndef BENCH_LATENCIES_H_
#define BENCH_LATENCIES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace bench {

// Keeps every latency, so that percentiles are exact.
class Latencies {
 public:
  void Reserve(std::size_t count) { values_.reserve(count); }
  void Add(absl::Duration latency) { values_.push_back(latency); }
  std::size_t count() const { return values_.size(); }

  // The least latency that at least `percent` % of all are not above; 100 is
  // the largest. Zero where there is none.
  absl::Duration Percentile(double percent);

  // A JSON object from percentiles to microseconds, such as {"50": 81.2}: the
  // usual ones and 100.
  std::string ToJson();

 private:
  std::vector<absl::Duration> values_;
};

}  // namespace bench

#endif  // BENCH_LATENCIES_H_

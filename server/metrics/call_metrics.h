// Counts calls and the decisions that they ask for.

#ifndef SERVER_METRICS_CALL_METRICS_H_
#define SERVER_METRICS_CALL_METRICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_row.h"
#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "server/metrics/counters.h"
#include "server/metrics/rpc_method.h"

namespace server {

// The buckets of latencies, in nanoseconds: from 25 us, which a check takes, to
// 10 s.
inline constexpr std::array<std::uint64_t, 18> kLatencyBounds = {
    25'000,        50'000,        100'000,       250'000,     500'000,
    1'000'000,     2'500'000,     5'000'000,     10'000'000,  25'000'000,
    50'000'000,    100'000'000,   250'000'000,   500'000'000, 1'000'000'000,
    2'500'000'000, 5'000'000'000, 10'000'000'000};

// The buckets of message sizes, in bytes: each four times the one before, to 16
// MiB.
inline constexpr std::array<std::uint64_t, 10> kSizeBounds = {
    64,     256,     1'024,     4'096,     16'384,
    65'536, 262'144, 1'048'576, 4'194'304, 16'777'216};

// Checks.
inline constexpr std::array<std::uint64_t, 12> kBatchBounds = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1'000, 2'500, 10'000};

// Codes of gRPC: 0 to 16.
inline constexpr std::size_t kStatusCodes = 17;

struct RpcCounters {
  Counter started;
  // By the status code of the answer.
  std::array<Counter, kStatusCodes> handled;
  // Calls whose answer was written, without those that were refused for want of
  // room or of memory, or while draining.
  Counter ended;
  // By Refusal.
  std::array<Counter, kRefusalNames.size()> refused;
  Histogram<kLatencyBounds> latency;
  Histogram<kSizeBounds> request_size;
  // Sizes of answers that are no errors.
  Histogram<kSizeBounds> response_size;

  // Adds what `other` counted to what this one has.
  void Add(const RpcCounters& other);
};

// The counters of one thread. Aligned so that no two threads write to one cache
// line, nor to the neighbour that processors fetch with it.
struct alignas(128) ThreadCounters {
  // By RpcMethod.
  std::array<RpcCounters, kRpcMethods> rpcs;
  // By action and reason.
  std::array<std::array<Counter, conversations::authz::v1::Reason_ARRAYSIZE>,
             conversations::authz::v1::Action_ARRAYSIZE>
      decisions;
  // Calls of any method, also of those that are not counted else.
  Counter refused_callers;
  // Checks that got an error in place of a decision.
  Counter malformed;
  // By the index in MissingPaths().
  std::array<Counter, authz::kMaxMissingPaths * authz::kFactCount>
      missing_facts;
  Histogram<kBatchBounds> batch_size;

  // Adds what `other` counted to what this one has.
  void Add(const ThreadCounters& other);
};

// Thread-safe. Each thread counts in memory of its own, so that counting takes
// no lock and writes nothing that other threads write: a prometheus::Counter,
// which all threads write, takes 30 to 40 ns for each count instead of 1 to 2,
// a prometheus::Histogram up to 90. A scrape adds them up.
class CallMetrics {
 public:
  // Counters for one more thread, which alone may write them. They live as long
  // as this, since what was counted stays.
  ThreadCounters& AddThread();

  // Adds what all threads have counted to `total`.
  void AddTo(ThreadCounters& total) const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<ThreadCounters>> threads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_METRICS_CALL_METRICS_H_

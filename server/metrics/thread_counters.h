// All that one thread counts of the calls that it takes part in.

#ifndef SERVER_METRICS_THREAD_COUNTERS_H_
#define SERVER_METRICS_THREAD_COUNTERS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "server/metrics/counter.h"
#include "server/metrics/fact_paths.h"
#include "server/metrics/histogram.h"
#include "server/metrics/rpc_method.h"

namespace server {

// Nanoseconds: from 25 us, which a check takes, to 10 s.
inline constexpr std::array<std::uint64_t, 18> kLatencyBounds = {
    25'000,        50'000,        100'000,       250'000,     500'000,
    1'000'000,     2'500'000,     5'000'000,     10'000'000,  25'000'000,
    50'000'000,    100'000'000,   250'000'000,   500'000'000, 1'000'000'000,
    2'500'000'000, 5'000'000'000, 10'000'000'000};

// Bytes: each four times the one before, to 16 MiB.
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
  // Answered and written, but for those that were refused for want of room or
  // of memory, or came while draining.
  Counter ended;
  // By Refusal.
  std::array<Counter, kRefusalNames.size()> refused;
  Histogram<kLatencyBounds> latency;
  Histogram<kSizeBounds> request_size;
  // Of answers that are no errors.
  Histogram<kSizeBounds> response_size;

  void Add(const RpcCounters& other);
};

// On cache lines that no other block has part in, the neighbouring line that
// processors fetch with one included.
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
  // By the number that FactPaths gives.
  std::array<Counter, FactPaths::kMax + 1> missing_facts;
  Histogram<kBatchBounds> batch_size;
  // Numbers the paths of all threads. Null in a sum, which counts nothing by
  // itself. Must outlive this.
  FactPaths* fact_paths = nullptr;

  // Adds what `other` counted to what this one has.
  void Add(const ThreadCounters& other);
};

}  // namespace server

#endif  // SERVER_METRICS_THREAD_COUNTERS_H_

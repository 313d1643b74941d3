// Counts one call from its arrival to its end.

#ifndef SERVER_METRICS_RPC_OBSERVER_H_
#define SERVER_METRICS_RPC_OBSERVER_H_

#include <grpcpp/support/status.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "server/metrics/call_metrics.h"
#include "server/metrics/rpc_method.h"

namespace server {

// Each function is called once at most, in this order: Arrive, Refuse, Answer,
// End, with the counters of the thread that calls it; where they are null,
// nothing is counted.
class RpcObserver {
 public:
  explicit RpcObserver(RpcMethod method) : method_(method) {}

  void Arrive(ThreadCounters* thread, std::size_t request_bytes) {
    if (thread == nullptr) return;
    arrival_ = Clock::now();
    RpcCounters& counters = CountersIn(*thread);
    counters.started.Add(1);
    counters.request_size.Observe(request_bytes);
  }

  // For a call that is refused before any work is done for it.
  void Refuse(ThreadCounters* thread, Refusal why) {
    if (thread == nullptr) return;
    was_in_flight_ = why == Refusal::kExpired;
    CountersIn(*thread).refused[static_cast<std::size_t>(why)].Add(1);
  }

  // `response_bytes` counts where the code is OK.
  void Answer(ThreadCounters* thread, grpc::StatusCode code,
              std::size_t response_bytes) {
    if (thread == nullptr) return;
    RpcCounters& counters = CountersIn(*thread);
    counters.handled[static_cast<std::size_t>(code) % kStatusCodes].Add(1);
    counters.latency.Observe(static_cast<std::uint64_t>(
        std::chrono::nanoseconds(Clock::now() - arrival_).count()));
    if (code == grpc::StatusCode::OK) {
      counters.response_size.Observe(response_bytes);
    }
  }

  void End(ThreadCounters* thread) const {
    if (thread != nullptr && was_in_flight_) CountersIn(*thread).ended.Add(1);
  }

 private:
  using Clock = std::chrono::steady_clock;

  RpcCounters& CountersIn(ThreadCounters& thread) const {
    return thread.rpcs[static_cast<std::size_t>(method_)];
  }

  const RpcMethod method_;
  Clock::time_point arrival_;
  bool was_in_flight_ = true;
};

// Counts a call that was refused with that code because of its caller, before
// it reached a service.
inline void CountRefusedCaller(ThreadCounters& counters,
                               std::optional<RpcMethod> method,
                               grpc::StatusCode code) {
  counters.refused_callers.Add(1);
  if (!method.has_value()) return;
  RpcCounters& rpc = counters.rpcs[static_cast<std::size_t>(*method)];
  rpc.started.Add(1);
  rpc.refused[static_cast<std::size_t>(Refusal::kCaller)].Add(1);
  rpc.handled[static_cast<std::size_t>(code) % kStatusCodes].Add(1);
}

}  // namespace server

#endif  // SERVER_METRICS_RPC_OBSERVER_H_

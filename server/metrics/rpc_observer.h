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
#include "server/metrics/thread_counters.h"

namespace server {

// Where the calls of a method are counted. Nowhere, where there is no
// `metrics`.
struct ObservedMethod {
  CallMetrics* metrics = nullptr;
  RpcMethod method = RpcMethod::kCheck;
};

// Each function is called once at most, in this order: Arrive, Refuse, Answer,
// End; Arrive and End by the same thread.
class RpcObserver {
 public:
  explicit RpcObserver(ObservedMethod observed) : observed_(observed) {}

  void Arrive(std::size_t request_bytes) {
    if (observed_.metrics == nullptr) return;
    arrival_ = Clock::now();
    RpcCounters& counters = Counters();
    counters.started.Add(1);
    counters.request_size.Observe(request_bytes);
  }

  // Only where no work is done for the call.
  void Refuse(Refusal why) {
    if (observed_.metrics == nullptr) return;
    was_in_flight_ = why == Refusal::kExpired;
    Counters().refused[static_cast<std::size_t>(why)].Add(1);
  }

  // `response_bytes` counts where the code is OK.
  void Answer(grpc::StatusCode code, std::size_t response_bytes) {
    if (observed_.metrics == nullptr) return;
    RpcCounters& counters = Counters();
    counters.handled[static_cast<std::size_t>(code) % kStatusCodes].Add(1);
    counters.latency.Observe(static_cast<std::uint64_t>(
        std::chrono::nanoseconds(Clock::now() - arrival_).count()));
    if (code == grpc::StatusCode::OK) {
      counters.response_size.Observe(response_bytes);
    }
  }

  void End() {
    if (observed_.metrics == nullptr || !was_in_flight_) return;
    Counters().ended.Add(1);
  }

 private:
  using Clock = std::chrono::steady_clock;

  RpcCounters& Counters() const {
    return observed_.metrics->OfThread()
        .rpcs[static_cast<std::size_t>(observed_.method)];
  }

  const ObservedMethod observed_;
  Clock::time_point arrival_;
  bool was_in_flight_ = true;
};

// Counts a call that was refused for its caller before it arrived, of any
// method.
inline void CountRefusedCaller(CallMetrics& metrics,
                               std::optional<RpcMethod> method) {
  ThreadCounters& counters = metrics.OfThread();
  counters.refused_callers.Add(1);
  if (!method.has_value()) return;
  RpcCounters& rpc = counters.rpcs[static_cast<std::size_t>(*method)];
  rpc.started.Add(1);
  rpc.refused[static_cast<std::size_t>(Refusal::kCaller)].Add(1);
  rpc.handled[grpc::StatusCode::PERMISSION_DENIED].Add(1);
}

}  // namespace server

#endif  // SERVER_METRICS_RPC_OBSERVER_H_

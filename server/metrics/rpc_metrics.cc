#include "server/metrics/rpc_metrics.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "server/metrics/rpc_method.h"
#include "server/metrics/thread_counters.h"

namespace server {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

// As other servers of gRPC name them in their metrics, by the code's number.
constexpr std::array<const char*, kStatusCodes> kCodeNames = {
    "OK",
    "Canceled",
    "Unknown",
    "InvalidArgument",
    "DeadlineExceeded",
    "NotFound",
    "AlreadyExists",
    "PermissionDenied",
    "ResourceExhausted",
    "FailedPrecondition",
    "Aborted",
    "OutOfRange",
    "Unimplemented",
    "Internal",
    "Unavailable",
    "DataLoss",
    "Unauthenticated",
};

// Of one method. Threads count on while they are added up, so that a difference
// may be off by what came in between, and is never shown as less than none.
double InFlight(const RpcCounters& counters) {
  std::uint64_t left = counters.ended.value();
  for (const Refusal refusal : {Refusal::kShed, Refusal::kMemory,
                                Refusal::kDraining, Refusal::kCaller}) {
    left += counters.refused[static_cast<std::size_t>(refusal)].value();
  }
  const std::uint64_t started = counters.started.value();
  return static_cast<double>(started - std::min(left, started));
}

struct RpcFamilies {
  ScrapedRegistry& registry;
  CounterFamily& started =
      registry.Counters("grpc_server_started_total", "Calls that arrived.");
  CounterFamily& handled = registry.Counters(
      "grpc_server_handled_total", "Calls that were answered, by status code.");
  HistogramFamily& latency = registry.Histograms(
      "grpc_server_handling_seconds",
      "Time from a call's arrival to its answer, the wait for its turn "
      "included.");
  HistogramFamily& request_size = registry.Histograms(
      "grpc_server_request_size_bytes", "Size of requests.");
  HistogramFamily& response_size = registry.Histograms(
      "grpc_server_response_size_bytes", "Size of answers that are no errors.");
  CounterFamily& refused = registry.Counters(
      "authz_rpcs_refused_total", "Calls that no work was done for.");
  GaugeFamily& in_flight =
      registry.Gauges("authz_rpcs_in_flight",
                      "Calls under way, until their answer is written.");
  CounterFamily& refused_callers = registry.Counters(
      "authz_callers_refused_total",
      "Calls of any method that were refused since their caller may not call.");

  void Update(const ThreadCounters& total) const {
    Raise(refused_callers.Add({}), total.refused_callers);
    for (std::size_t i = 0; i < kRpcMethods; ++i) {
      Update(kRpcMethodNames[i], total.rpcs[i]);
    }
  }

  void Update(const RpcMethodName& name, const RpcCounters& rpc) const {
    // With one more label.
    const auto with = [](prometheus::Labels labels, const std::string& label,
                         absl::string_view value) {
      labels.emplace(label, value);
      return labels;
    };
    const prometheus::Labels method = {
        {"grpc_service", std::string(name.service)},
        {"grpc_method", std::string(name.method)}};
    const prometheus::Labels unary = with(method, "grpc_type", "unary");
    Raise(started.Add(unary), rpc.started);
    for (std::size_t code = 0; code < kStatusCodes; ++code) {
      Raise(handled.Add(with(unary, "grpc_code", kCodeNames[code])),
            rpc.handled[code]);
    }
    Set(latency, unary, rpc.latency, kNanosecondsPerSecond);
    Set(request_size, unary, rpc.request_size, 1);
    Set(response_size, unary, rpc.response_size, 1);
    for (std::size_t reason = 0; reason < kRefusalNames.size(); ++reason) {
      Raise(refused.Add(with(method, "reason", kRefusalNames[reason])),
            rpc.refused[reason]);
    }
    in_flight.Add(method).Set(InFlight(rpc));
  }
};

}  // namespace

void AddRpcMetrics(const CallMetrics& calls, int max_in_flight,
                   ScrapedRegistry& registry) {
  registry.AddGauge("authz_rpcs_in_flight_limit",
                    "Calls under way past which others are shed.",
                    [max_in_flight] { return max_in_flight; });
  registry.OnScrape([&calls, families = RpcFamilies{registry}] {
    ThreadCounters total;
    calls.AddTo(total);
    families.Update(total);
  });
}

}  // namespace server

// The metrics of calls.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "server/metrics/rpc_method.h"
#include "server/metrics/scrape.h"

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
    "Unauthenticated"};

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

// With one more label.
Scrape::Labels With(Scrape::Labels labels, const std::string& name,
                    absl::string_view value) {
  labels.push_back({name, std::string(value)});
  return labels;
}

}  // namespace

void CollectRpcs(const ThreadCounters& total, int max_in_flight, Scrape& to) {
  auto& started =
      to.Counters("grpc_server_started_total", "Calls that arrived.");
  auto& handled = to.Counters("grpc_server_handled_total",
                              "Calls that were answered, by status code.");
  auto& latency = to.Histograms(
      "grpc_server_handling_seconds",
      "Time from a call's arrival to its answer, the wait for its turn "
      "included.");
  auto& request_size =
      to.Histograms("grpc_server_request_size_bytes", "Size of requests.");
  auto& response_size = to.Histograms("grpc_server_response_size_bytes",
                                      "Size of answers that are no errors.");
  auto& refused = to.Counters("authz_rpcs_refused_total",
                              "Calls that no work was done for.");
  auto& in_flight =
      to.Gauges("authz_rpcs_in_flight",
                "Calls under way, until their answer is written.");
  for (std::size_t i = 0; i < kRpcMethods; ++i) {
    const RpcCounters& rpc = total.rpcs[i];
    const Scrape::Labels method = {
        {"grpc_method", std::string(kRpcMethodNames[i].method)},
        {"grpc_service", std::string(kRpcMethodNames[i].service)}};
    const Scrape::Labels unary = With(method, "grpc_type", "unary");
    Add(rpc.started, unary, started);
    for (std::size_t code = 0; code < kStatusCodes; ++code) {
      Add(rpc.handled[code], With(unary, "grpc_code", kCodeNames[code]),
          handled);
    }
    Add(rpc.latency, kNanosecondsPerSecond, unary, latency);
    Add(rpc.request_size, 1, unary, request_size);
    Add(rpc.response_size, 1, unary, response_size);
    for (std::size_t reason = 0; reason < kRefusalNames.size(); ++reason) {
      Add(rpc.refused[reason], With(method, "reason", kRefusalNames[reason]),
          refused);
    }
    Add(InFlight(rpc), method, in_flight);
  }
  to.Gauge("authz_rpcs_in_flight_limit",
           "Calls under way past which others are shed.", max_in_flight);
  Add(total.refused_callers, {},
      to.Counters("authz_callers_refused_total",
                  "Calls of any method that were refused since their caller "
                  "may not call."));
}

}  // namespace server

#include "server/metrics/rpc_collector.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "server/metrics/family.h"
#include "server/metrics/rpc_method.h"
#include "server/metrics/thread_counters.h"

namespace server {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

// As other servers of gRPC name them in their metrics, by the code's number.
constexpr std::array<absl::string_view, kStatusCodes> kCodeNames = {
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

}  // namespace

std::vector<prometheus::MetricFamily> RpcCollector::Collect() const {
  Family started =
      Family::Counter("grpc_server_started_total", "Calls that arrived.");
  Family handled = Family::Counter("grpc_server_handled_total",
                                   "Calls that were answered, by status code.");
  Family latency = Family::Histogram(
      "grpc_server_handling_seconds",
      "Time from a call's arrival to its answer, the wait for its turn "
      "included.");
  Family request =
      Family::Histogram("grpc_server_request_size_bytes", "Size of requests.");
  Family response = Family::Histogram("grpc_server_response_size_bytes",
                                      "Size of answers that are no errors.");
  Family refused = Family::Counter("authz_rpcs_refused_total",
                                   "Calls that no work was done for.");
  Family in_flight =
      Family::Gauge("authz_rpcs_in_flight",
                    "Calls under way, until their answer is written.");
  Family limit = Family::Gauge("authz_rpcs_in_flight_limit",
                               "Calls under way past which others are shed.");
  limit.Add({}, max_in_flight_);

  Family refused_callers = Family::Counter(
      "authz_callers_refused_total",
      "Calls of any method that were refused since their caller may not call.");

  ThreadCounters total;
  metrics_.AddTo(total);
  refused_callers.Add({}, static_cast<double>(total.refused_callers.value()));
  for (std::size_t i = 0; i < kRpcMethods; ++i) {
    const RpcCounters& rpc = total.rpcs[i];
    const absl::string_view service = kRpcMethodNames[i].service;
    const absl::string_view method = kRpcMethodNames[i].method;
    const Family::Labels labels = {{"grpc_type", "unary"},
                                   {"grpc_service", service},
                                   {"grpc_method", method}};
    started.Add(labels, static_cast<double>(rpc.started.value()));
    for (std::size_t code = 0; code < kStatusCodes; ++code) {
      handled.Add({{"grpc_type", "unary"},
                   {"grpc_service", service},
                   {"grpc_method", method},
                   {"grpc_code", kCodeNames[code]}},
                  static_cast<double>(rpc.handled[code].value()));
    }
    latency.Add(labels, rpc.latency, kNanosecondsPerSecond);
    request.Add(labels, rpc.request_size, 1);
    response.Add(labels, rpc.response_size, 1);
    for (std::size_t reason = 0; reason < kRefusalNames.size(); ++reason) {
      refused.Add({{"grpc_service", service},
                   {"grpc_method", method},
                   {"reason", kRefusalNames[reason]}},
                  static_cast<double>(rpc.refused[reason].value()));
    }
    in_flight.Add({{"grpc_service", service}, {"grpc_method", method}},
                  InFlight(rpc));
  }
  return TakeAll(std::move(started), std::move(handled), std::move(latency),
                 std::move(request), std::move(response), std::move(refused),
                 std::move(refused_callers), std::move(in_flight),
                 std::move(limit));
}

}  // namespace server

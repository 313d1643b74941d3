// The metrics of calls.

#ifndef SERVER_METRICS_RPC_COLLECTOR_H_
#define SERVER_METRICS_RPC_COLLECTOR_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

#include "server/metrics/call_metrics.h"

namespace server {

class RpcCollector final : public prometheus::Collectable {
 public:
  // `metrics` must outlive it. `max_in_flight` calls are taken at once.
  RpcCollector(const CallMetrics& metrics, int max_in_flight)
      : metrics_(metrics), max_in_flight_(max_in_flight) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const CallMetrics& metrics_;
  const int max_in_flight_;
};

}  // namespace server

#endif  // SERVER_METRICS_RPC_COLLECTOR_H_

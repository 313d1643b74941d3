// The metrics of the process, under the names that all Prometheus clients use.

#ifndef SERVER_METRICS_PROCESS_COLLECTOR_H_
#define SERVER_METRICS_PROCESS_COLLECTOR_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

namespace server {

// A figure that the system does not tell is left out.
class ProcessCollector final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace server

#endif  // SERVER_METRICS_PROCESS_COLLECTOR_H_

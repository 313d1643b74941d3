// The metrics of decisions, and of the policy that they are made by.

#ifndef SERVER_METRICS_DECISION_COLLECTOR_H_
#define SERVER_METRICS_DECISION_COLLECTOR_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

#include "server/metrics/call_metrics.h"
#include "server/reload/policy_store.h"

namespace server {

class DecisionCollector final : public prometheus::Collectable {
 public:
  // Both must outlive it.
  DecisionCollector(const CallMetrics& metrics, const PolicyStore& policies)
      : metrics_(metrics), policies_(policies) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const CallMetrics& metrics_;
  const PolicyStore& policies_;
};

}  // namespace server

#endif  // SERVER_METRICS_DECISION_COLLECTOR_H_

// The metrics of decisions, and of the policy that they are made by.

#ifndef SERVER_METRICS_DECISION_METRICS_H_
#define SERVER_METRICS_DECISION_METRICS_H_

#include "server/metrics/call_metrics.h"
#include "server/metrics/scraped_registry.h"
#include "server/reload/policy_store.h"

namespace server {

// Adds them. `calls` and `policies` must outlive the registry.
void AddDecisionMetrics(const CallMetrics& calls, const PolicyStore& policies,
                        ScrapedRegistry& registry);

}  // namespace server

#endif  // SERVER_METRICS_DECISION_METRICS_H_

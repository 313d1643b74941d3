// The metrics of calls.

#ifndef SERVER_METRICS_RPC_METRICS_H_
#define SERVER_METRICS_RPC_METRICS_H_

#include "server/metrics/call_metrics.h"
#include "server/metrics/scraped_registry.h"

namespace server {

// Adds them. `calls` must outlive the registry; calls past `max_in_flight` are
// shed.
void AddRpcMetrics(const CallMetrics& calls, int max_in_flight,
                   ScrapedRegistry& registry);

}  // namespace server

#endif  // SERVER_METRICS_RPC_METRICS_H_

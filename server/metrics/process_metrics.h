// The metrics of the process, under the names that all Prometheus clients use.

#ifndef SERVER_METRICS_PROCESS_METRICS_H_
#define SERVER_METRICS_PROCESS_METRICS_H_

#include "server/metrics/scraped_registry.h"

namespace server {

// Adds them, at the start of the process. A figure that the system does not
// tell is left out.
void AddProcessMetrics(ScrapedRegistry& registry);

}  // namespace server

#endif  // SERVER_METRICS_PROCESS_METRICS_H_

// The metrics of other parts of the server.

#ifndef SERVER_METRICS_SOURCE_METRICS_H_
#define SERVER_METRICS_SOURCE_METRICS_H_

#include "server/metrics/metric_sources.h"
#include "server/metrics/scraped_registry.h"

namespace server {

// Adds those of the sources that there are.
void AddSourceMetrics(const MetricSources& sources, ScrapedRegistry& registry);

}  // namespace server

#endif  // SERVER_METRICS_SOURCE_METRICS_H_

// The metrics of what the other parts of the server have to tell.

#ifndef SERVER_METRICS_SOURCE_COLLECTOR_H_
#define SERVER_METRICS_SOURCE_COLLECTOR_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <utility>
#include <vector>

#include "server/metrics/metric_sources.h"

namespace server {

// A part that is absent has no metrics.
class SourceCollector final : public prometheus::Collectable {
 public:
  explicit SourceCollector(MetricSources sources)
      : sources_(std::move(sources)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const MetricSources sources_;
};

}  // namespace server

#endif  // SERVER_METRICS_SOURCE_COLLECTOR_H_

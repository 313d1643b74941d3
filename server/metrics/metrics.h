// Metrics of the running server, for Prometheus to fetch over HTTP.
//
//   absl::StatusOr<std::unique_ptr<Metrics>> metrics = Metrics::Start(address);
//   ... start to serve, counting with (*metrics)->calls() ...
//   (*metrics)->Expose(sources);
//
// docs/operations.md lists them.

#ifndef SERVER_METRICS_METRICS_H_
#define SERVER_METRICS_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/metric_sources.h"
#include "server/net/listen_address.h"

namespace server {

class Metrics {
 public:
  // Takes the address, a host name or IPv4 address and a port, and answers
  // there, that nothing is found until Expose. The error is one line.
  static absl::StatusOr<std::unique_ptr<Metrics>> Start(
      const ListenAddress& address);

  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Where calls are counted.
  CallMetrics& calls() { return calls_; }

  // Where the metrics are.
  const std::string& url() const { return url_; }

  // Exposes all metrics. To be called once.
  void Expose(const MetricSources& sources);

 private:
  Metrics(std::unique_ptr<prometheus::Exposer> exposer, std::string url);

  void Expose(std::shared_ptr<prometheus::Collectable> collectable);

  CallMetrics calls_;
  std::vector<std::shared_ptr<prometheus::Collectable>> collectables_;
  const std::string url_;
  // Last, so that it ends first.
  const std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace server

#endif  // SERVER_METRICS_METRICS_H_

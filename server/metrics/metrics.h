// The metrics of the running server, served to Prometheus over HTTP.
//
//   absl::StatusOr<std::unique_ptr<Metrics>> metrics = Metrics::Start(address);
//   ... start to serve, counting with (*metrics)->calls() ...
//   (*metrics)->Expose(sources);
//
// docs/operations.md lists them.

#ifndef SERVER_METRICS_METRICS_H_
#define SERVER_METRICS_METRICS_H_

#include <prometheus/exposer.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/metric_sources.h"
#include "server/metrics/scraped_registry.h"
#include "server/net/listen_address.h"

namespace server {

class Metrics {
 public:
  // Listens on the address, a host name or IPv4 address and a port. Serves 404
  // until Expose(). The error is one line.
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

  CallMetrics calls_;
  const std::shared_ptr<ScrapedRegistry> registry_ =
      std::make_shared<ScrapedRegistry>();
  const std::string url_;
  // Last, so that it ends first.
  const std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace server

#endif  // SERVER_METRICS_METRICS_H_

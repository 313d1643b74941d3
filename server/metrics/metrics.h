// The metrics of the running server, served to Prometheus over HTTP;
// docs/operations.md lists them.
//
//   absl::StatusOr<std::unique_ptr<Metrics>> metrics = Metrics::Start(address);
//   ... start to serve, counting with (*metrics)->calls() ...
//   (*metrics)->Expose(sources);

#ifndef SERVER_METRICS_METRICS_H_
#define SERVER_METRICS_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/certificates.h"
#include "server/decision_log/line_writer.h"
#include "server/metrics/call_metrics.h"
#include "server/net/connection_counts.h"
#include "server/net/listen_address.h"
#include "server/reload/policy_store.h"
#include "server/reload/reloads.h"

namespace server {

// Numbers of other parts of the server, read at every scrape. The functions are
// called by several threads, also at the same time.
struct MetricSources {
  // Must outlive the metrics.
  const PolicyStore* policies = nullptr;
  // Max calls in flight; more are shed.
  int max_in_flight = 0;
  // Max memory of the process, in bytes.
  std::int64_t max_memory = 0;
  // Must outlive the metrics; null where no connections are accepted.
  const ConnectionCounts* connections = nullptr;
  // Max open connections; more are refused.
  int max_connections = 0;
  // The reloads of files, by their purpose, such as `policy`.
  std::map<std::string, std::function<Reloads()>> reloads;
  // When the server's certificate expires; empty without TLS.
  std::function<absl::Time()> certificate_expiry;
  // Lists the authorities that verify clients' certificates; empty without
  // mutual TLS.
  std::function<std::vector<base::CertificateInfo>()> client_authorities;
  // Counts failed handshakes since the start; empty without TLS.
  std::function<std::int64_t()> tls_handshake_failures;
  // Empty without a decision log.
  std::function<LineWriterStats()> decision_log;
};

class Metrics {
 public:
  // Listens on the address, a host name or IPv4 address and a port. Serves 404
  // until Expose(). The error is one line.
  static absl::StatusOr<std::unique_ptr<Metrics>> Start(
      const ListenAddress& address);

  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The counters of calls.
  CallMetrics& calls() { return calls_; }

  // The URL of the metrics.
  const std::string& url() const { return url_; }

  // Exposes all metrics. To be called once, at the start of the process.
  void Expose(const MetricSources& sources);

 private:
  Metrics(std::unique_ptr<prometheus::Exposer> exposer, std::string url);

  CallMetrics calls_;
  const std::string url_;
  std::shared_ptr<prometheus::Collectable> collector_;
  // Last, so that it ends first.
  const std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace server

#endif  // SERVER_METRICS_METRICS_H_

// The metrics and the health of the running server, served over HTTP to
// Prometheus and to probes; docs/metrics.md lists them.
//
//   absl::StatusOr<std::unique_ptr<Metrics>> metrics = Metrics::Start(address);
//   ... start to serve, counting with (*metrics)->calls() ...
//   (*metrics)->Expose(sources);

#ifndef SERVER_METRICS_METRICS_H_
#define SERVER_METRICS_METRICS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/certificates.h"
#include "base/libraries.h"
#include "server/decision_log/line_writer.h"
#include "server/metrics/call_metrics.h"
#include "server/net/connection_counts.h"
#include "server/net/http_server.h"
#include "server/net/listen_address.h"
#include "server/reload/policy_store.h"
#include "server/reload/reloads.h"

namespace server {

// Numbers of other parts of the server, read at every scrape, and its health,
// read at every probe. The functions are called by a thread of the metrics'
// own.
struct MetricSources {
  // Whether the server is SERVING by its gRPC health.
  std::function<bool()> is_serving;
  // Whether the threads that answer go on.
  std::function<bool()> answers;
  // Must outlive the metrics.
  const PolicyStore* policies = nullptr;
  // The linked libraries to tell of.
  std::vector<base::Library> libraries;
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
  // Listens on the address of TCP. Requests wait until Expose(). The error is
  // one line.
  static absl::StatusOr<std::unique_ptr<Metrics>> Start(
      const ListenAddress& address);

  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The counters of calls.
  CallMetrics& calls() { return calls_; }

  // The URL of the metrics.
  std::string url() const { return http_->url() + kPath; }

  // Exposes all metrics, and to probes whether the threads that answer go on
  // (/livez) and whether the server also serves (/readyz). To be called once,
  // at the start of the process.
  void Expose(const MetricSources& sources);

 private:
  static constexpr char kPath[] = "/metrics";

  explicit Metrics(std::unique_ptr<HttpServer> http) : http_(std::move(http)) {}

  CallMetrics calls_;
  // Last, so that it ends first.
  const std::unique_ptr<HttpServer> http_;
};

}  // namespace server

#endif  // SERVER_METRICS_METRICS_H_

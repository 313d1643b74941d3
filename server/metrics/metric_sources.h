// Numbers of other parts of the server, read at every scrape.

#ifndef SERVER_METRICS_METRIC_SOURCES_H_
#define SERVER_METRICS_METRIC_SOURCES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "server/decision_log/decision_log_stats.h"
#include "server/net/connection_counts.h"
#include "server/reload/policy_store.h"
#include "server/reload/reloads.h"

namespace server {

// The functions are called by several threads, also at the same time.
struct MetricSources {
  // Must outlive the metrics.
  const PolicyStore* policies = nullptr;
  // Calls past so many are shed.
  int max_in_flight = 0;
  // In bytes, of the whole process.
  std::int64_t max_memory = 0;
  // Must outlive the metrics; null where no connections are accepted.
  const ConnectionCounts* connections = nullptr;
  // Further ones are refused.
  int max_connections = 0;
  // By what the files are for, such as `policy`.
  std::map<std::string, std::function<Reloads()>> reloads;
  // When the server's certificate expires; empty without TLS.
  std::function<absl::Time()> certificate_expiry;
  // Those that failed since the start; empty without TLS.
  std::function<std::int64_t()> tls_handshake_failures;
  // Empty without a decision log.
  std::function<DecisionLogStats()> decision_log;
};

}  // namespace server

#endif  // SERVER_METRICS_METRIC_SOURCES_H_

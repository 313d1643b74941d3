// What the other parts of the server have to tell, asked at every scrape.

#ifndef SERVER_METRICS_METRIC_SOURCES_H_
#define SERVER_METRICS_METRIC_SOURCES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/log/decision_log_stats.h"
#include "server/policy_store.h"

namespace server {

// How loading a file again went since the start.
struct ReloadState {
  struct Attempt {
    absl::Time at;
    bool succeeded = false;
  };

  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  // None where there was none, or it is not known.
  std::optional<Attempt> last;
};

// The functions are called by several threads, also at the same time.
struct MetricSources {
  // Must outlive the metrics. Its reloads are those of the file `policy`.
  const PolicyStore* policies = nullptr;
  // Calls past so many are shed.
  int max_in_flight = 0;
  // By what the file is for, other than `policy`: such as `certificate`.
  std::map<std::string, std::function<ReloadState()>> reloads;
  // When the server's certificate expires; empty without TLS.
  std::function<absl::Time()> certificate_expiry;
  // Empty without a decision log.
  std::function<DecisionLogStats()> decision_log;
};

}  // namespace server

#endif  // SERVER_METRICS_METRIC_SOURCES_H_

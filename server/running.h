// The parts of the server that run side by side, and the order in which they
// start.

#ifndef SERVER_RUNNING_H_
#define SERVER_RUNNING_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/metrics.h"
#include "server/options.h"
#include "server/reload/file_reloader.h"
#include "server/reload/policy_store.h"
#include "server/server.h"

namespace server {

// In the order in which they start: each outlives those below it.
struct Running {
  Options options;
  std::unique_ptr<PolicyStore> policy;
  // Null without --metrics_listen.
  std::unique_ptr<Metrics> metrics;
  // Null without --decision_log.
  std::unique_ptr<DecisionLog> log;
  std::unique_ptr<Server> server;

  // All files that are loaded again: the policy, and those of TLS and callers.
  std::vector<FileReloader*> Files() const;

  // What the metrics read. All of it must outlive them, so a process that has
  // exposed them ends without destroying this.
  MetricSources Sources() const;
};

// Loads all files, listens and answers. It may wait for a file or a name for
// good. Requests for metrics wait until they are exposed.
absl::StatusOr<Running> Start(Options options);

}  // namespace server

#endif  // SERVER_RUNNING_H_

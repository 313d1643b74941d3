// A real server whose metrics can be scraped.

#ifndef TESTS_SERVER_METRICS_SERVE_METRICS_H_
#define TESTS_SERVER_METRICS_SERVE_METRICS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/server_process.h"

namespace server {

struct ServerWithMetrics {
  std::unique_ptr<testing_support::ServerProcess> process;
  // Of its metrics.
  std::string url;
};

// Both listen on free ports of 127.0.0.1.
absl::StatusOr<ServerWithMetrics> ServeMetrics(
    std::vector<std::string> flags = {});

}  // namespace server

#endif  // TESTS_SERVER_METRICS_SERVE_METRICS_H_

#include "tests/server/metrics/serve_metrics.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/strip.h"
#include "tests/support/subprocess.h"

namespace server {

using testing_support::ServerProcess;
using testing_support::Stream;

absl::StatusOr<ServerWithMetrics> ServeMetrics(std::vector<std::string> flags) {
  flags.emplace_back("--metrics_listen=127.0.0.1:0");
  absl::StatusOr<std::unique_ptr<ServerProcess>> process =
      ServerProcess::Start(std::move(flags));
  if (!process.ok()) return process.status();
  const absl::StatusOr<std::string> line =
      (*process)->process().ReadLine(Stream::kOut);
  if (!line.ok()) return line.status();
  absl::string_view url = *line;
  if (!absl::ConsumePrefix(&url, "metrics on ")) {
    return absl::InternalError(*line);
  }
  return ServerWithMetrics{*std::move(process), std::string(url)};
}

}  // namespace server

// How the server is told to run.

#ifndef SERVER_OPTIONS_H_
#define SERVER_OPTIONS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "authz/decide/engine.h"
#include "server/decision_log/decision_log_options.h"
#include "server/decision_log/log_flags.h"
#include "server/limit_flags.h"
#include "server/limits.h"
#include "server/net/listen_address.h"
#include "server/net/transport_options.h"

namespace server {

struct Options {
  std::vector<ListenAddress> listen;
  // The mode of the file of every Unix socket.
  mode_t socket_mode = 0;
  TransportOptions transport;
  // Empty: the embedded policy.
  std::string policy_file;
  authz::RequestLimits check_limits;
  // The largest message that is taken.
  std::int32_t max_request_bytes = 0;
  Limits limits;
  // What the container may take, in bytes, where it has a limit.
  std::optional<std::int64_t> container_memory;
  // That answer calls, at least 1.
  std::int32_t threads = 1;
  DrainOptions drain;
  DecisionLogOptions decision_log;
  OperationLogOptions operation_log;
  // Where metrics are served; none: nowhere.
  std::optional<ListenAddress> metrics_listen;
  // Only say so, and end.
  bool help = false;
  bool version = false;
};

// From the command line without the program's name, and from "NAME=value" of
// the environment, which the command line overrides. What the container may
// take, in bytes, bounds the default of --max_memory. The error is one line.
absl::StatusOr<Options> ParseOptions(
    absl::Span<const std::string> arguments,
    absl::Span<const std::string> environment,
    std::optional<std::int64_t> container_memory = std::nullopt);

// What --help prints.
std::string HelpText();

}  // namespace server

#endif  // SERVER_OPTIONS_H_

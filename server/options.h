// The server's options, parsed from its flags.
//
// A flag is defined by an ABSL_FLAG of a type that checks its values, in the
// file of the options that it sets, and nowhere else: --help, the environment
// variable and the line that the server logs at its start follow from that.

#ifndef SERVER_OPTIONS_H_
#define SERVER_OPTIONS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "authz/decide/engine.h"
#include "server/decision_log/decision_log.h"
#include "server/net/listen_address.h"
#include "server/net/transport_options.h"
#include "server/operation_log/operation_log.h"
#include "server/server_limits.h"

namespace server {

// How the server ends: see docs/operations.md.
struct DrainOptions {
  // How long it serves on after it was told to end, NOT_SERVING by health.
  absl::Duration delay;
  // How long calls under way may then take.
  absl::Duration timeout;
};

struct Options {
  std::vector<ListenAddress> listen;
  // The mode of the file of every Unix socket.
  mode_t socket_mode = 0;
  TransportOptions transport;
  // Empty: the embedded policy.
  std::string policy_file;
  authz::RequestLimits check_limits;
  // Max size of a message that is received, in bytes.
  std::int32_t max_request_bytes = 0;
  ServerLimits limits;
  // Memory limit of the container, in bytes, where it has one.
  std::optional<std::int64_t> container_memory;
  // Threads that answer calls, at least 1.
  std::int32_t threads = 1;
  DrainOptions drain;
  DecisionLogOptions decision_log;
  OperationLogOptions operation_log;
  // Where metrics are served; none: nowhere.
  std::optional<ListenAddress> metrics_listen;
  // Whether they tell which libraries are linked.
  bool metrics_libraries = false;
  // Only print this, and end.
  bool help = false;
  bool version = false;
};

// From the command line without the program's name, and from "NAME=value" of
// the environment, which the command line overrides. The container's memory, in
// bytes, bounds the defaults of --threads and --max_memory. The error is one
// line.
absl::StatusOr<Options> ParseOptions(
    absl::Span<const std::string> arguments,
    absl::Span<const std::string> environment,
    std::optional<std::int64_t> container_memory = std::nullopt);

// Every flag that has a value, but --help and --version, with the one in force,
// in the order of their names. `options` says what defaults have become that
// depend on the machine.
std::vector<std::pair<std::string, std::string>> FlagsInForce(
    const Options& options);

// What --help prints.
std::string HelpText();

}  // namespace server

#endif  // SERVER_OPTIONS_H_

#include "server/options.h"

#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/bytes.h"
#include "base/flags.h"
#include "server/resources/container_memory.h"
#include "server/resources/cpus.h"

ABSL_FLAG(
    std::string, listen, "127.0.0.1:50051",
    "ADDRESSES: where to listen, HOST:PORT, [IPV6]:PORT or unix:PATH, several "
    "separated by commas. Port 0 is one that the system chooses");
ABSL_FLAG(std::string, socket_mode, "0660",
          "MODE: the mode of the files of Unix sockets, in octal");
ABSL_FLAG(std::string, policy, "",
          "FILE: the policy to decide by instead of the embedded one");
ABSL_FLAG(std::int32_t, max_batch, 10'000, "the most checks in a batch");
ABSL_FLAG(base::Bytes, max_request_bytes, {4 * 1024 * 1024},
          "BYTES: the largest request");
ABSL_FLAG(std::int32_t, max_targets, 10'000,
          "the most targets, and the most items, in a check");
ABSL_FLAG(std::int32_t, threads, 0,
          "the threads that answer calls; 0 is one for each CPU that the "
          "process may use by its affinity and its container's CPU limit");
ABSL_FLAG(std::string, metrics_listen, "",
          "HOST:PORT: where to serve metrics to Prometheus, on IPv4, such as "
          "0.0.0.0:9464. They have no secrets");
ABSL_FLAG(bool, help, false, "print this and end");
ABSL_FLAG(bool, version, false, "print the version and end");

namespace server {
namespace {

constexpr std::array<absl::string_view, 16> kFlags = {
    "listen",  "socket_mode",    "socket_group", "tls_cert",
    "tls_key", "tls_client_ca",  "callers",      "insecure_listen",
    "policy",  "max_batch",      "max_targets",  "max_request_bytes",
    "threads", "metrics_listen", "help",         "version",
};

constexpr std::int32_t kMostThreads = 1'000;

absl::StatusOr<mode_t> ParseMode(const std::string& text) {
  mode_t mode = 0;
  for (char digit : text) {
    if (digit < '0' || digit > '7' || mode > 0777) {
      mode = 01000;
      break;
    }
    mode = mode * 8 + (digit - '0');
  }
  if (text.empty() || mode > 0777) {
    return absl::InvalidArgumentError(
        absl::StrCat("flag `--socket_mode`: bad mode `", text,
                     "`, write octal digits such as 0660"));
  }
  return mode;
}

absl::StatusOr<std::int32_t> Positive(absl::string_view flag,
                                      std::int32_t value) {
  const absl::Status status = RequirePositive(flag, value);
  if (!status.ok()) return status;
  return value;
}

absl::StatusOr<std::int32_t> ParseThreads(std::int32_t value) {
  if (value >= 0 && value <= kMostThreads) return value;
  return absl::InvalidArgumentError(absl::StrCat("flag `--threads`: `", value,
                                                 "` is not a number from 0 to ",
                                                 kMostThreads));
}

// One for each CPU, but no more than there is memory for: without a CPU limit,
// a small container has all CPUs of a large node.
int DefaultThreads(std::optional<std::int64_t> container_memory,
                   std::int64_t beside_threads) {
  const int cpus = UsableCpus();
  if (!container_memory.has_value()) return cpus;
  return std::min(
      cpus, ThreadsWithin(MostOfContainer(*container_memory) - beside_threads));
}

// None where the flag is not given.
absl::StatusOr<std::optional<ListenAddress>> ParseMetricsListen(
    const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto addresses = ParseListenAddresses(text);
  if (!addresses.ok() || addresses->size() != 1 ||
      addresses->front().is_unix() ||
      addresses->front().host.find(':') != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("flag `--metrics_listen`: bad address `", text,
                     "`, write `HOST:PORT` with a name or an IPv4 address"));
  }
  return std::move(addresses->front());
}

std::vector<absl::string_view> AllFlags() {
  std::vector<absl::string_view> names(kFlags.begin(), kFlags.end());
  names.insert(names.end(), std::begin(kLimitFlags), std::end(kLimitFlags));
  names.insert(names.end(), std::begin(kDrainFlags), std::end(kDrainFlags));
  names.insert(names.end(), std::begin(kLogFlags), std::end(kLogFlags));
  return names;
}

}  // namespace

absl::StatusOr<Options> ParseOptions(
    absl::Span<const std::string> arguments,
    absl::Span<const std::string> environment,
    std::optional<std::int64_t> container_memory) {
  const std::vector<absl::string_view> flags = AllFlags();
  const absl::Status from_environment =
      base::SetFlagsFromEnvironment(environment, "AUTHZ_", flags);
  if (!from_environment.ok()) return from_environment;
  const absl::StatusOr<std::vector<std::string>> others =
      base::ParseFlags(arguments, flags);
  if (!others.ok()) return others.status();
  if (!others->empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "unexpected argument `", others->front(), "`, flags start with `--`"));
  }

  Options options;
  options.help = absl::GetFlag(FLAGS_help);
  options.version = absl::GetFlag(FLAGS_version);
  options.policy_file = absl::GetFlag(FLAGS_policy);

  auto listen = ParseListenAddresses(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("flag `--listen`: ", listen.status().message()));
  }
  options.listen = *std::move(listen);

  const auto mode = ParseMode(absl::GetFlag(FLAGS_socket_mode));
  if (!mode.ok()) return mode.status();
  options.socket_mode = *mode;

  absl::StatusOr<TransportOptions> transport =
      ParseTransportOptions(options.listen);
  if (!transport.ok()) return transport.status();
  options.transport = *std::move(transport);
  auto metrics_listen = ParseMetricsListen(absl::GetFlag(FLAGS_metrics_listen));
  if (!metrics_listen.ok()) return metrics_listen.status();
  options.metrics_listen = *std::move(metrics_listen);

  const auto batch = Positive("max_batch", absl::GetFlag(FLAGS_max_batch));
  if (!batch.ok()) return batch.status();
  options.check_limits.max_batch = *batch;

  const auto targets =
      Positive("max_targets", absl::GetFlag(FLAGS_max_targets));
  if (!targets.ok()) return targets.status();
  options.check_limits.max_targets = *targets;

  const base::Bytes request = absl::GetFlag(FLAGS_max_request_bytes);
  const absl::Status request_status =
      RequirePositiveInt32("max_request_bytes", request);
  if (!request_status.ok()) return request_status;
  options.max_request_bytes = static_cast<std::int32_t>(request.count);

  const auto threads = ParseThreads(absl::GetFlag(FLAGS_threads));
  if (!threads.ok()) return threads.status();

  absl::StatusOr<DecisionLogOptions> decision_log =
      DecisionLogOptionsFromFlags();
  if (!decision_log.ok()) return decision_log.status();
  options.decision_log = *std::move(decision_log);

  const std::int64_t queue_bytes =
      options.decision_log.destination.empty()
          ? 0
          : static_cast<std::int64_t>(options.decision_log.queue_bytes);
  const std::int64_t beside_threads = queue_bytes + options.max_request_bytes;
  options.container_memory = container_memory;
  options.threads = *threads > 0
                        ? *threads
                        : DefaultThreads(container_memory, beside_threads);
  const std::int64_t least_memory =
      LeastMemory(options.threads) + beside_threads;
  const absl::StatusOr<Limits> limits = LimitsFromFlags(
      MemoryWithin(container_memory, least_memory,
                   DefaultMaxMemory(options.threads) + queue_bytes));
  if (!limits.ok()) return limits.status();
  options.limits = *limits;
  if (options.limits.max_memory < least_memory) {
    return absl::InvalidArgumentError(absl::StrCat(
        "flag `--max_memory`: `",
        AbslUnparseFlag(base::Bytes{options.limits.max_memory}),
        "` is less than ",
        queue_bytes > 0 ? "the server, its decision log's queue" : "the server",
        " and one request by `--max_request_bytes` take, ",
        AbslUnparseFlag(base::Bytes{least_memory})));
  }

  const absl::StatusOr<DrainOptions> drain = DrainOptionsFromFlags();
  if (!drain.ok()) return drain.status();
  options.drain = *drain;

  const absl::StatusOr<OperationLogOptions> operation_log =
      OperationLogOptionsFromFlags();
  if (!operation_log.ok()) return operation_log.status();
  options.operation_log = *operation_log;
  return options;
}

std::string HelpText() {
  return absl::StrCat(
      "authz_server decides who may do what in Conversations: a stateless "
      "policy\ndecision point over gRPC.\n\n"
      "Usage: authz_server [--FLAG=VALUE ...]\n\n",
      base::FlagsHelp(kFlags), "\nLimits\n", base::FlagsHelp(kLimitFlags),
      "\nHow it ends\n", base::FlagsHelp(kDrainFlags), "\nLogs\n",
      base::FlagsHelp(kLogFlags),
      "\nEvery flag can also be given as an environment variable: "
      "AUTHZ_MAX_BATCH=500\nis --max_batch=500. The command line wins.\n\n"
      "Examples:\n"
      "  authz_server\n"
      "  authz_server --listen=unix:/run/authz/authz.sock --socket_mode=0660\n"
      "  authz_server --policy=policy.txtpb "
      "--listen=127.0.0.1:50051,[::1]:50051\n"
      "  authz_server --listen=0.0.0.0:50051 --tls_cert=tls.crt "
      "--tls_key=tls.key \\\n"
      "    --tls_client_ca=ca.crt --callers=callers.json\n\n"
      "It prints one line `listening on ADDRESS` for each listener once it is "
      "ready.\nOn SIGTERM or SIGINT it answers what is under way and ends with "
      "status 0; a\nsecond signal ends it at once. Where it cannot start, or "
      "cannot be reached any\nmore, it says why on stderr and ends with status "
      "1.\n\n"
      "The files of --policy, of TLS and of --callers are loaded again when "
      "they change\nand on SIGHUP. One that has mistakes, or a policy that "
      "breaks a guardrail, is\nreported on stderr, and the last good one stays "
      "in force.\n");
}

}  // namespace server

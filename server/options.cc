#include "server/options.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/bytes.h"
#include "base/flag_types.h"
#include "base/flags.h"
#include "server/resources/container.h"

namespace server {

bool AbslParseFlag(absl::string_view text,
                   std::vector<ListenAddress>* addresses, std::string* error) {
  absl::StatusOr<std::vector<ListenAddress>> parsed =
      ParseListenAddresses(text);
  if (parsed.ok()) {
    *addresses = *std::move(parsed);
    return true;
  }
  *error = std::string(parsed.status().message());
  return false;
}
std::string AbslUnparseFlag(const std::vector<ListenAddress>& addresses) {
  return absl::StrJoin(addresses, ",",
                       [](std::string* out, const ListenAddress& address) {
                         out->append(ToString(address));
                       });
}

// The address of --metrics_listen, none where it is not given.
struct MetricsAddressRule {
  using Value = std::vector<ListenAddress>;
  static bool Accepts(const Value& value) {
    return value.size() == 1 && !value[0].is_unix();
  }
  static std::string WhatToGive() {
    return "write `HOST:PORT` or `[IPV6]:PORT`";
  }
};
using MetricsAddress = base::Checked<MetricsAddressRule>;

// Whether fields that are not known are refused.
constexpr base::Choice<bool> kUnknownFields[] = {{"refuse", true},
                                                 {"ignore", false}};

// The value of --threads.
using ThreadCount = base::WholeNumber<0, 1'000>;

// The permission bits of a file.
struct FileMode {
  mode_t bits;
};
bool AbslParseFlag(absl::string_view text, FileMode* mode, std::string* error) {
  constexpr mode_t kMax = 0777;
  mode_t bits = 0;
  for (const char digit : text) {
    bits = bits * 8 + static_cast<mode_t>(digit - '0');
    if (digit < '0' || digit > '7' || bits > kMax) {
      *error = "write octal digits such as 0660";
      return false;
    }
  }
  mode->bits = bits;
  return true;
}
std::string AbslUnparseFlag(FileMode mode) {
  return absl::StrFormat("%04o", mode.bits);
}

}  // namespace server

ABSL_FLAG(
    std::vector<server::ListenAddress>, listen,
    (std::vector<server::ListenAddress>{{"127.0.0.1", "50051", ""}}),
    "ADDRESSES: where to listen, HOST:PORT, [IPV6]:PORT or unix:PATH, several "
    "separated by commas. Port 0 is one that the system chooses");
ABSL_FLAG(server::FileMode, socket_mode, {0660},
          "MODE: the mode of the files of Unix sockets, in octal");
ABSL_FLAG(std::string, policy, "",
          "FILE: the policy to decide by instead of the embedded one");
ABSL_FLAG(base::WholeNumber<1>, max_batch, {authz::RequestLimits().max_batch},
          "NUMBER: the most checks in a batch");
ABSL_FLAG(base::BytesBetween<>, max_request_bytes, {{4 * 1024 * 1024}},
          "BYTES: the largest request");
ABSL_FLAG(base::WholeNumber<1>, max_targets,
          {authz::RequestLimits().max_targets},
          "NUMBER: the most targets, and the most items, in a check");
ABSL_FLAG(base::OneOf<server::kUnknownFields>, unknown_fields,
          {authz::RequestLimits().refuse_unknown_fields},
          "WHAT: `refuse` checks that have a field which this version does not "
          "know, as INVALID_ARGUMENT, or `ignore` such fields, and what they "
          "restrict with them");
ABSL_FLAG(
    server::ThreadCount, threads, {0},
    "NUMBER: the threads that answer calls; 0 is one for each CPU that the "
    "process may use by its affinity and its container's CPU limit");
ABSL_FLAG(server::MetricsAddress, metrics_listen, {},
          "ADDRESS: where to serve metrics to Prometheus, and /livez and "
          "/readyz to probes, HOST:PORT or [IPV6]:PORT, such as [::]:9464. "
          "They have no secrets");
ABSL_FLAG(bool, metrics_libraries, false,
          "tell the versions of OpenSSL, gRPC, Protobuf and Abseil in "
          "authz_build_info, to everybody who reaches --metrics_listen");
ABSL_FLAG(base::WaitTime, drain_delay, {absl::ZeroDuration()},
          "DURATION: for which it serves on after SIGTERM, NOT_SERVING by its "
          "health. A sidecar needs none; behind a load balancer, as long as "
          "that one takes to hear of it, such as 5s");
ABSL_FLAG(base::WaitTime, drain_timeout, {absl::Seconds(10)},
          "DURATION: for which calls under way may then take. With the delay "
          "it must be less than the orchestrator waits before it kills");
ABSL_FLAG(bool, help, false, "print this and end");
ABSL_FLAG(bool, version, false, "print the version and end");

namespace server {
namespace {

// All flags of the server are defined in files below this one.
constexpr char kFolder[] = "server/";

// The sections of the help, by where their flags are defined.
struct Section {
  absl::string_view title;
  absl::string_view folder;
};
constexpr Section kSections[] = {
    {"", "server/options.cc"},
    {"\nWho connects, and how\n", "server/net/"},
    {"\nLimits\n", "server/server_limits.cc"},
    {"\nDecision log\n", "server/decision_log/"},
    {"\nOperation log\n", "server/operation_log/"},
};

// One for each CPU, but no more than there is memory for: without a CPU limit,
// a small container has all CPUs of a large node.
int DefaultThreads(std::optional<std::int64_t> container_memory,
                   std::int64_t beside_threads) {
  const int cpus = UsableCpus();
  if (!container_memory.has_value()) return cpus;
  return std::min(cpus, MaxThreadsWithin(MaxOfContainer(*container_memory) -
                                         beside_threads));
}

// Sets what depends on the machine where the flags leave it open.
absl::Status FitToMachine(Options& options) {
  const std::int64_t queue_bytes = options.decision_log.destination.empty()
                                       ? 0
                                       : options.decision_log.queue_bytes;
  const std::int64_t beside_threads = queue_bytes + options.max_request_bytes;
  if (options.threads == 0) {
    options.threads = DefaultThreads(options.container_memory, beside_threads);
  }
  const std::int64_t min_memory = MinMemory(options.threads) + beside_threads;
  std::int64_t& max_memory = options.limits.max_memory;
  if (max_memory == 0) {
    max_memory = MemoryWithin(options.container_memory, min_memory,
                              DefaultMaxMemory(options.threads) + queue_bytes);
  }
  if (max_memory >= min_memory) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "flag `--max_memory`: `", AbslUnparseFlag(base::Bytes{max_memory}),
      "` is less than ",
      queue_bytes > 0 ? "the server, its decision log's queue" : "the server",
      " and one request by `--max_request_bytes` take, ",
      AbslUnparseFlag(base::Bytes{min_memory})));
}

absl::Status SetFlags(absl::Span<const std::string> arguments,
                      absl::Span<const std::string> environment) {
  const std::vector<absl::string_view> flags = base::FlagsDefinedIn(kFolder);
  // These would end every start.
  std::vector<absl::string_view> by_environment;
  std::copy_if(flags.begin(), flags.end(), std::back_inserter(by_environment),
               [](absl::string_view name) {
                 return name != "help" && name != "version";
               });
  const absl::Status from_environment =
      base::SetFlagsFromEnvironment(environment, "AUTHZ_", by_environment);
  if (!from_environment.ok()) return from_environment;
  const absl::StatusOr<std::vector<std::string>> others =
      base::ParseFlags(arguments, flags);
  if (!others.ok()) return others.status();
  if (others->empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "unexpected argument `", others->front(), "`, flags start with `--`"));
}

// That no listener has the port of the metrics. One that the system chooses is
// another one each time.
absl::Status CheckMetricsPort(const Options& options) {
  if (!options.metrics_listen.has_value()) return absl::OkStatus();
  const ListenAddress& metrics = *options.metrics_listen;
  // Whether `any` stands for all addresses, and so for the host's.
  const auto covers = [](const std::string& any, const std::string& host) {
    const bool is_ipv6 = absl::StrContains(host, ':');
    return any == "::" || (any == "0.0.0.0" && !is_ipv6);
  };
  for (const ListenAddress& address : options.listen) {
    if (address.is_unix() || address.port == "0" ||
        address.port != metrics.port) {
      continue;
    }
    if (address.host == metrics.host || covers(address.host, metrics.host) ||
        covers(metrics.host, address.host)) {
      return absl::InvalidArgumentError(
          absl::StrCat("flag `--metrics_listen`: `", ToString(metrics),
                       "` has the port of `--listen`, give it another"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Options> ParseOptions(
    absl::Span<const std::string> arguments,
    absl::Span<const std::string> environment,
    std::optional<std::int64_t> container_memory) {
  const absl::Status set = SetFlags(arguments, environment);
  if (!set.ok()) return set;

  Options options;
  options.container_memory = container_memory;
  options.help = absl::GetFlag(FLAGS_help);
  options.version = absl::GetFlag(FLAGS_version);
  options.listen = absl::GetFlag(FLAGS_listen);
  options.socket_mode = absl::GetFlag(FLAGS_socket_mode).bits;
  options.policy_file = absl::GetFlag(FLAGS_policy);
  for (const ListenAddress& address :
       absl::GetFlag(FLAGS_metrics_listen).value) {
    options.metrics_listen = address;
  }
  const absl::Status metrics_port = CheckMetricsPort(options);
  if (!metrics_port.ok()) return metrics_port;
  options.metrics_libraries = absl::GetFlag(FLAGS_metrics_libraries);
  options.check_limits.max_batch = absl::GetFlag(FLAGS_max_batch).value;
  options.check_limits.max_targets = absl::GetFlag(FLAGS_max_targets).value;
  options.check_limits.refuse_unknown_fields =
      absl::GetFlag(FLAGS_unknown_fields).value;
  options.max_request_bytes = static_cast<std::int32_t>(
      absl::GetFlag(FLAGS_max_request_bytes).value.count);
  options.threads = absl::GetFlag(FLAGS_threads).value;
  options.drain.delay = absl::GetFlag(FLAGS_drain_delay).value;
  options.drain.timeout = absl::GetFlag(FLAGS_drain_timeout).value;
  options.limits = ServerLimitsFromFlags(
      std::all_of(options.listen.begin(), options.listen.end(),
                  [](const ListenAddress& a) { return a.is_unix(); }));
  options.operation_log = OperationLogOptionsFromFlags();
  absl::StatusOr<TransportOptions> transport =
      ParseTransportOptions(options.listen);
  if (!transport.ok()) return transport.status();
  options.transport = *std::move(transport);
  absl::StatusOr<DecisionLogOptions> decision_log =
      DecisionLogOptionsFromFlags();
  if (!decision_log.ok()) return decision_log.status();
  options.decision_log = *std::move(decision_log);
  const absl::Status fits = FitToMachine(options);
  if (!fits.ok()) return fits;
  return options;
}

std::vector<std::pair<std::string, std::string>> FlagsInForce(
    const Options& options) {
  std::map<std::string, std::string> values;
  for (const absl::string_view name : base::FlagsDefinedIn(kFolder)) {
    if (name == "help" || name == "version") continue;
    std::string value = absl::FindCommandLineFlag(name)->CurrentValue();
    if (!value.empty()) values.emplace(name, std::move(value));
  }
  values["threads"] = absl::StrCat(options.threads);
  values["max_memory"] =
      AbslUnparseFlag(base::Bytes{options.limits.max_memory});
  values["max_connections"] = absl::StrCat(options.limits.max_connections);
  values["max_connection_age"] =
      absl::FormatDuration(options.limits.max_connection_age);
  return {values.begin(), values.end()};
}

std::string HelpText() {
  std::string text =
      "authz_server decides who may do what in Conversations: a stateless "
      "policy\ndecision point over gRPC.\n\n"
      "Usage: authz_server [--FLAG=VALUE ...]\n\n";
  for (const Section& section : kSections) {
    absl::StrAppend(&text, section.title,
                    base::FlagsHelp(base::FlagsDefinedIn(section.folder)));
  }
  return absl::StrCat(
      text,
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
      "ready,\nas JSON with --log_format=json. On SIGTERM or SIGINT it answers "
      "what is under\nway and ends with status 0; a second signal ends it at "
      "once. Where it cannot\nstart, or cannot be reached any more, it says "
      "why "
      "on stderr and ends with\nstatus 1.\n\n"
      "The files of --policy, of TLS and of --callers are loaded again when "
      "they change\nand on SIGHUP. One that has mistakes, or a policy that "
      "breaks a guardrail, is\nreported on stderr, and the last good one stays "
      "in force.\n");
}

}  // namespace server

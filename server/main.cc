// authz_server: see --help.

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/bytes.h"
#include "base/version.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/metrics.h"
#include "server/net/open_connections.h"
#include "server/net/tls_credentials.h"
#include "server/net/transport_security.h"
#include "server/operation_log/grpc_log.h"
#include "server/operation_log/operation_log.h"
#include "server/options.h"
#include "server/reload/file_reloader.h"
#include "server/reload/policy_store.h"
#include "server/resources/container.h"
#include "server/rpc/decision_service.h"
#include "server/server.h"

namespace {

using server::Log;
using server::LogField;
using server::LogLevel;

// For the decision log's last lines, once all calls have ended.
constexpr absl::Duration kLastLines = absl::Seconds(1);

// Blocks the signals that the server obeys, in this thread and those it starts,
// so that they can be waited for.
sigset_t BlockSignals() {
  // Where a reader of stdout or stderr has gone, writing fails, and that is
  // all.
  signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

std::vector<std::string> Environment() {
  char** end = environ;
  while (*end != nullptr) ++end;
  return {environ, end};
}

int Fail(const absl::Status& status) {
  Log(LogLevel::kError, "cannot start", {{"error", status.message()}});
  return 1;
}

// All files that are loaded again.
std::vector<server::FileReloader*> Files(const server::PolicyStore& policy,
                                         const server::Server& server) {
  std::vector<server::FileReloader*> files =
      server.transport_security().files();
  files.insert(files.begin(), &policy.file());
  return files;
}

// What metrics are asked for, of what all must outlive them.
server::MetricSources SourcesOf(const server::Options& options,
                                const server::PolicyStore& policy,
                                const server::Server& server,
                                const server::DecisionLog* log) {
  server::MetricSources sources;
  sources.policies = &policy;
  sources.max_in_flight = options.limits.max_in_flight;
  sources.max_memory = options.limits.max_memory;
  sources.connections = &server.connections();
  sources.max_connections = options.limits.max_connections;
  for (const server::FileReloader* files : Files(policy, server)) {
    sources.reloads[files->what()] = [files] { return files->reloads(); };
  }
  const server::TlsCredentials* tls = server.transport_security().tls();
  if (tls != nullptr) {
    sources.certificate_expiry = [tls] { return tls->expiry(); };
    sources.tls_handshake_failures = server::TlsHandshakeFailures;
  }
  if (log != nullptr) {
    sources.decision_log = [log] { return log->stats(); };
  }
  return sources;
}

// What runs, where, and by what flags.
void LogStart(const server::Options& options, absl::string_view policy_version,
              const std::string& metrics_url, const server::Server& server) {
  const std::string listeners = absl::StrJoin(server.addresses(), ",");
  const std::vector<std::pair<std::string, std::string>> flags =
      FlagsInForce(options);
  std::vector<LogField> fields = {{"version", base::Version()},
                                  {"policy_version", policy_version},
                                  {"listeners", listeners}};
  if (!metrics_url.empty()) fields.push_back({"metrics", metrics_url});
  for (const auto& [name, value] : flags) fields.push_back({name, value});
  Log(LogLevel::kInfo, "serving", fields);
  const std::optional<std::int64_t> container = options.container_memory;
  if (container.has_value() &&
      options.limits.max_memory > server::MaxOfContainer(*container)) {
    Log(LogLevel::kWarning, "the container has little room for --max_memory",
        {{"max_memory",
          AbslUnparseFlag(base::Bytes{options.limits.max_memory})},
         {"container", AbslUnparseFlag(base::Bytes{*container})}});
  }
}

std::string NameOf(int signal) {
  return absl::StrCat("SIG", sigabbrev_np(signal));
}

int NextSignal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

// Waits for a signal that ends the server and returns it; until then reloads
// and reopens on SIGHUP.
int WaitForEnd(const sigset_t& signals, const server::PolicyStore& policy,
               const server::Server& server, server::DecisionLog* log) {
  int signal = NextSignal(signals);
  while (signal == SIGHUP) {
    Log(LogLevel::kInfo, "reloading", {{"signal", "SIGHUP"}});
    for (server::FileReloader* files : Files(policy, server)) files->Reload();
    if (log != nullptr) log->Reopen();
    signal = NextSignal(signals);
  }
  return signal;
}

// From now on such a signal ends the process at once, with the status that the
// shell gives to a process ended by it.
void EndAtOnceOnSignal(const sigset_t& signals) {
  std::thread([signals] {
    int signal = SIGHUP;
    while (signal == SIGHUP) signal = NextSignal(signals);
    Log(LogLevel::kWarning, "ended at once, this is the second signal",
        {{"signal", NameOf(signal)}});
    _exit(128 + signal);
  }).detach();
}

int Run(const std::vector<std::string>& arguments) {
  const sigset_t signals = BlockSignals();

  absl::StatusOr<server::Options> options =
      server::ParseOptions(arguments, Environment(), server::ContainerMemory());
  if (!options.ok()) return Fail(options.status());
  if (options->help) {
    std::cout << server::HelpText();
    return 0;
  }
  if (options->version) {
    std::cout << "authz_server " << base::Version() << "\n";
    return 0;
  }

  server::ConfigureOperationLog(options->operation_log);
  server::RedirectGrpcLog();

  // The C library keeps what is freed in up to eight heaps for each core. One
  // for each thread that answers keeps less, and they do not wait for each
  // other.
  mallopt(M_ARENA_MAX, options->threads);
  options->limits.max_connections =
      server::FitConnections(options->limits.max_connections);
  const absl::StatusOr<std::unique_ptr<server::PolicyStore>> policy =
      server::PolicyStore::Load(options->policy_file);
  if (!policy.ok()) return Fail(policy.status());
  std::unique_ptr<server::Metrics> metrics;
  if (options->metrics_listen.has_value()) {
    auto started = server::Metrics::Start(*options->metrics_listen);
    if (!started.ok()) return Fail(started.status());
    metrics = *std::move(started);
  }
  std::unique_ptr<server::DecisionLog> log;
  if (!options->decision_log.destination.empty()) {
    auto opened = server::DecisionLog::Open(options->decision_log);
    if (!opened.ok()) return Fail(opened.status());
    log = *std::move(opened);
  }
  (*policy)->file().Watch();
  const absl::StatusOr<std::unique_ptr<server::Server>> server =
      server::Server::Start(*options,
                            std::make_unique<server::DecisionService>(
                                **policy,
                                server::DecisionServiceOptions{
                                    options->check_limits,
                                    options->max_request_bytes, log.get()}),
                            metrics == nullptr ? nullptr : &metrics->calls(),
                            log.get());
  if (!server.ok()) return Fail(server.status());

  LogStart(*options, (*policy)->Current()->version,
           metrics != nullptr ? metrics->url() : "", **server);
  for (const std::string& address : (*server)->addresses()) {
    std::cout << "listening on " << address << "\n";
  }
  if (metrics != nullptr) {
    metrics->Expose(SourcesOf(*options, **policy, **server, log.get()));
    std::cout << "metrics on " << metrics->url() << "\n";
  }
  std::cout << std::flush;

  const int signal = WaitForEnd(signals, **policy, **server, log.get());
  EndAtOnceOnSignal(signals);
  const server::DrainOptions& drain = options->drain;
  Log(LogLevel::kInfo, "draining",
      {{"signal", NameOf(signal)},
       {"delay", absl::FormatDuration(drain.delay)},
       {"timeout", absl::FormatDuration(drain.timeout)}});
  if (log != nullptr) log->BeginEnding(drain.delay + drain.timeout);
  (*server)->Announce();
  absl::SleepFor(drain.delay);
  (*server)->Stop(drain.timeout);
  const std::int64_t lost = log != nullptr ? log->Close(kLastLines) : 0;
  Log(lost > 0 ? LogLevel::kError : LogLevel::kInfo, "ended",
      {{"lost_decision_log_lines", absl::StrCat(lost)}});
  // Every call has ended and every socket is gone, but that of the metrics, for
  // a last scrape. What is left is gRPC's own shutdown, which can wait 10 s for
  // a thread of its own to wake up, and that of the metrics, which takes 2 s.
  std::cout << std::flush;
  std::quick_exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  return Run(std::vector<std::string>(argv + 1, argv + argc));
}

// authz_server: see --help.

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "server/callers.h"
#include "server/file_reloader.h"
#include "server/metrics/metric_sources.h"
#include "server/metrics/metrics.h"
#include "server/open_connections.h"
#include "server/options.h"
#include "server/policy_reloader.h"
#include "server/policy_store.h"
#include "server/server.h"
#include "server/tls.h"
#include "server/transport_security.h"
#include "server/version.h"

namespace {

// Blocks the signals that the server obeys, in this thread and those it starts,
// so that they can be waited for.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

std::vector<std::string> Environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

int Fail(const absl::Status& status) {
  std::cerr << "authz_server: " << status.message() << std::endl;
  return 1;
}

server::ReloadState ToState(const server::FileReloader::Counts& counts) {
  return {counts.succeeded, counts.failed, std::nullopt};
}

// What metrics are asked for, of what all must outlive them.
server::MetricSources SourcesOf(const server::Options& options,
                                const server::PolicyStore& policies,
                                const server::Server& server) {
  server::MetricSources sources;
  sources.policies = &policies;
  sources.max_in_flight = options.limits.max_in_flight;
  const server::Tls* tls = server.transport_security().tls();
  if (tls != nullptr) {
    sources.certificate_expiry = [tls] { return tls->expiry(); };
    sources.reloads["certificate"] = [tls] { return ToState(tls->reloads()); };
  }
  const server::Callers* callers = server.transport_security().callers();
  if (callers != nullptr) {
    sources.reloads["callers"] = [callers] {
      return ToState(callers->reloads());
    };
  }
  return sources;
}

int NextSignal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

// Waits for a signal that ends the server, and reloads on SIGHUP until then.
void WaitForEnd(const sigset_t& signals, server::PolicyReloader& policy) {
  while (NextSignal(signals) == SIGHUP) policy.Reload();
}

// From now on such a signal ends the process at once, with the status that the
// shell gives to a process ended by it.
void EndAtOnceOnSignal(const sigset_t& signals) {
  std::thread([signals] {
    int signal = SIGHUP;
    while (signal == SIGHUP) signal = NextSignal(signals);
    _exit(128 + signal);
  }).detach();
}

int Run(const std::vector<std::string>& arguments) {
  const sigset_t signals = BlockSignals();

  absl::StatusOr<server::Options> options =
      server::ParseOptions(arguments, Environment());
  if (!options.ok()) return Fail(options.status());
  if (options->help) {
    std::cout << server::HelpText();
    return 0;
  }
  if (options->version) {
    std::cout << "authz_server " << server::kVersion << "\n";
    return 0;
  }

  options->limits.max_connections =
      server::FitConnections(options->limits.max_connections);
  const absl::StatusOr<std::unique_ptr<server::PolicyReloader>> policy =
      server::PolicyReloader::Load(options->policy_file);
  if (!policy.ok()) return Fail(policy.status());
  std::unique_ptr<server::Metrics> metrics;
  if (options->metrics_listen.has_value()) {
    auto started = server::Metrics::Start(*options->metrics_listen);
    if (!started.ok()) return Fail(started.status());
    metrics = *std::move(started);
  }
  const absl::StatusOr<std::unique_ptr<server::Server>> server =
      server::Server::Start(*options, (*policy)->store(),
                            metrics == nullptr ? nullptr : &metrics->calls());
  if (!server.ok()) return Fail(server.status());
  const absl::Status watched = (*policy)->Watch();
  if (!watched.ok()) return Fail(watched);

  for (const std::string& address : (*server)->addresses()) {
    std::cout << "listening on " << address << "\n";
  }
  if (metrics != nullptr) {
    metrics->Expose(SourcesOf(*options, (*policy)->store(), **server));
    std::cout << "metrics on " << metrics->url() << "\n";
  }
  std::cout << std::flush;

  WaitForEnd(signals, **policy);
  EndAtOnceOnSignal(signals);
  (*server)->Announce();
  absl::SleepFor(options->drain.delay);
  (*server)->Stop(options->drain.timeout);
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

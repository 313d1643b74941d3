#include "server/running.h"

#include <malloc.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/libraries.h"
#include "server/net/handshakes.h"
#include "server/net/open_connections.h"
#include "server/net/tls_credentials.h"
#include "server/net/transport_security.h"
#include "server/rpc/decision_service.h"

namespace server {

std::vector<FileReloader*> Running::Files() const {
  std::vector<FileReloader*> files = server->transport_security().files();
  files.insert(files.begin(), &policy->file());
  return files;
}

MetricSources Running::Sources() const {
  const ServerLimits& limits = options.limits;
  MetricSources sources;
  sources.is_serving = [server = server.get()] { return server->is_serving(); };
  sources.answers = [server = server.get()] { return server->Answers(); };
  sources.policies = policy.get();
  if (options.metrics_libraries) sources.libraries = base::Libraries();
  sources.max_in_flight = limits.max_in_flight;
  sources.max_memory = limits.max_memory;
  sources.connections = &server->connections();
  sources.max_connections = limits.max_connections;
  for (const FileReloader* files : Files()) {
    sources.reloads[files->what()] = [files] { return files->reloads(); };
  }
  const TlsCredentials* tls = server->transport_security().tls();
  if (tls != nullptr) {
    sources.certificate_expiry = [tls] {
      return tls->info().certificate.expiry;
    };
    sources.client_authorities = [tls] {
      return tls->info().client_authorities;
    };
    sources.tls_handshake_failures = FailedHandshakes;
  }
  if (log != nullptr) {
    sources.decision_log = [log = log.get()] { return log->stats(); };
  }
  return sources;
}

absl::StatusOr<Running> Start(Options options) {
  Running running;
  // The C library keeps what is freed in up to eight heaps for each core. One
  // for each thread that answers keeps less, and they do not wait for each
  // other.
  mallopt(M_ARENA_MAX, options.threads);
  options.limits.max_connections =
      FitConnections(options.limits.max_connections);
  auto policy = PolicyStore::Load(options.policy_file);
  if (!policy.ok()) return policy.status();
  running.policy = *std::move(policy);
  if (options.metrics_listen.has_value()) {
    auto metrics = Metrics::Start(*options.metrics_listen);
    if (!metrics.ok()) return metrics.status();
    running.metrics = *std::move(metrics);
  }
  if (!options.decision_log.destination.empty()) {
    auto log = DecisionLog::Open(options.decision_log);
    if (!log.ok()) return log.status();
    running.log = *std::move(log);
  }
  auto server = Server::Start(
      options,
      std::make_unique<DecisionService>(
          *running.policy,
          DecisionServiceOptions{options.check_limits,
                                 options.max_request_bytes, running.log.get()}),
      running.metrics == nullptr ? nullptr : &running.metrics->calls(),
      running.log.get());
  if (!server.ok()) return server.status();
  running.server = *std::move(server);
  running.options = std::move(options);
  return running;
}

}  // namespace server

#include "server/metrics/source_metrics.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "server/decision_log/decision_log_stats.h"
#include "server/net/connection_counts.h"
#include "server/reload/reloads.h"

namespace server {
namespace {

void AddReloads(std::map<std::string, std::function<Reloads()>> sources,
                ScrapedRegistry& registry) {
  CounterFamily& count = registry.Counters(
      "authz_reloads_total",
      "Times that a file was loaded again, or could not be and the last good "
      "one stayed.");
  GaugeFamily& succeeded =
      registry.Gauges("authz_last_reload_successful",
                      "Whether the file could be loaded the last time.");
  GaugeFamily& time = registry.Gauges("authz_last_reload_timestamp_seconds",
                                      "When that was, since the epoch.");
  registry.OnScrape([&count, &succeeded, &time, sources = std::move(sources)] {
    for (const auto& [file, source] : sources) {
      const Reloads reloads = source();
      Raise(count.Add({{"file", file}, {"result", "success"}}),
            static_cast<double>(reloads.succeeded));
      Raise(count.Add({{"file", file}, {"result", "failure"}}),
            static_cast<double>(reloads.failed));
      if (!reloads.last.has_value()) continue;
      succeeded.Add({{"file", file}}).Set(reloads.last->error.empty() ? 1 : 0);
      time.Add({{"file", file}}).Set(EpochSeconds(reloads.last->at));
    }
  });
}

void AddConnections(const ConnectionCounts& counts, int max,
                    ScrapedRegistry& registry) {
  registry.AddGauge("authz_connections_open",
                    "Connections that are open, at most a second ago.",
                    [&counts] { return counts.open.load(); });
  registry.AddGauge("authz_connections_limit",
                    "Open connections past which others are refused.",
                    [max] { return max; });
  registry.AddCounter("authz_connections_refused_total",
                      "Connections that were closed at once, since there were "
                      "as many as may be.",
                      [&counts] { return counts.refused.load(); });
  registry.AddCounter("authz_connections_closed_for_memory_total",
                      "Connections that were closed since the process took too "
                      "much memory.",
                      [&counts] { return counts.closed_for_memory.load(); });
}

void AddDecisionLog(std::function<DecisionLogStats()> stats,
                    ScrapedRegistry& registry) {
  // Tells one of the numbers.
  const auto number = [&stats](auto DecisionLogStats::*field) {
    return [stats, field] { return static_cast<double>(stats().*field); };
  };
  registry.AddGauge("authz_decision_log_queue_bytes",
                    "Bytes of the decision log that wait to be written.",
                    number(&DecisionLogStats::queue_bytes));
  registry.AddGauge("authz_decision_log_queue_limit_bytes",
                    "Bytes that may wait to be written.",
                    number(&DecisionLogStats::max_queue_bytes));
  registry.AddCounter("authz_decision_log_written_total",
                      "Entries that were written to the decision log.",
                      number(&DecisionLogStats::written_entries));
  registry.AddCounter("authz_decision_log_written_bytes_total",
                      "Bytes of these.",
                      number(&DecisionLogStats::written_bytes));
  registry.AddCounter("authz_decision_log_dropped_total",
                      "Entries that were lost since too many waited.",
                      number(&DecisionLogStats::dropped_entries));
  registry.AddCounter("authz_decision_log_write_failures_total",
                      "Attempts to write that failed, or found no reader.",
                      number(&DecisionLogStats::write_failures));
}

}  // namespace

void AddSourceMetrics(const MetricSources& sources, ScrapedRegistry& registry) {
  AddReloads(sources.reloads, registry);
  registry.AddGauge(
      "authz_memory_limit_bytes",
      "Resident memory above which connections are closed; calls are refused "
      "above three quarters of it.",
      [max = sources.max_memory] { return static_cast<double>(max); });
  if (sources.connections != nullptr) {
    AddConnections(*sources.connections, sources.max_connections, registry);
  }
  if (sources.certificate_expiry) {
    registry.AddGauge(
        "authz_tls_certificate_expiry_timestamp_seconds",
        "When the server's certificate expires, since the epoch.",
        [read = sources.certificate_expiry] { return EpochSeconds(read()); });
  }
  if (sources.tls_handshake_failures) {
    registry.AddCounter("authz_tls_handshake_failures_total",
                        "TLS handshakes that failed.",
                        sources.tls_handshake_failures);
  }
  if (sources.decision_log) AddDecisionLog(sources.decision_log, registry);
}

}  // namespace server

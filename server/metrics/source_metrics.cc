// The metrics of other parts of the server.

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/certificates.h"
#include "server/decision_log/line_writer.h"
#include "server/metrics/scrape.h"
#include "server/net/connection_counts.h"
#include "server/reload/reloads.h"

namespace server {
namespace {

void AddReloads(const std::map<std::string, std::function<Reloads()>>& sources,
                Scrape& to) {
  auto& count = to.Counters(
      "authz_reloads_total",
      "Times that a file was loaded again, or could not be and the last good "
      "one stayed.");
  auto& succeeded =
      to.Gauges("authz_last_reload_successful",
                "Whether the file could be loaded the last time.");
  auto& time = to.Gauges("authz_last_reload_success_timestamp_seconds",
                         "When the file was last loaded, since the epoch.");
  for (const auto& [file, source] : sources) {
    const Reloads reloads = source();
    Add(static_cast<double>(reloads.succeeded),
        {{"file", file}, {"result", "success"}}, count);
    Add(static_cast<double>(reloads.failed),
        {{"file", file}, {"result", "failure"}}, count);
    const bool failed =
        reloads.last.has_value() && !reloads.last->error.empty();
    Add(failed ? 0 : 1, {{"file", file}}, succeeded);
    Add(EpochSeconds(reloads.last_success), {{"file", file}}, time);
  }
}

void AddConnections(const ConnectionCounts& counts, int max, Scrape& to) {
  to.Gauge("authz_connections_open",
           "Connections that are open, at most a second ago.", counts.open);
  to.Gauge("authz_connections_limit",
           "Open connections past which others are refused.", max);
  to.Counter("authz_connections_refused_total",
             "Connections that were closed at once, since there were as many "
             "as may be.",
             counts.refused);
  to.Counter("authz_connections_closed_for_memory_total",
             "Connections that were closed since the process took too much "
             "memory.",
             counts.closed_for_memory);
}

void AddDecisionLog(const LineWriterStats& stats, Scrape& to) {
  const auto number = [](std::int64_t n) { return static_cast<double>(n); };
  to.Gauge("authz_decision_log_queue_bytes",
           "Bytes of the decision log that wait to be written.",
           number(stats.queue_bytes));
  to.Gauge("authz_decision_log_queue_limit_bytes",
           "Bytes that may wait to be written.", number(stats.max_queue_bytes));
  to.Counter("authz_decision_log_written_total",
             "Entries that were written to the decision log.",
             number(stats.written_lines));
  to.Counter("authz_decision_log_written_bytes_total", "Bytes of these.",
             number(stats.written_bytes));
  to.Counter("authz_decision_log_dropped_total",
             "Entries that were lost since too many waited.",
             number(stats.dropped_lines));
  to.Counter("authz_decision_log_write_failures_total",
             "Attempts to write that failed, or found no reader.",
             number(stats.write_failures));
}

}  // namespace

void CollectSources(const MetricSources& sources, Scrape& to) {
  AddReloads(sources.reloads, to);
  to.Gauge("authz_memory_limit_bytes",
           "Resident memory above which connections are closed; calls are "
           "refused above three quarters of it.",
           static_cast<double>(sources.max_memory));
  if (sources.connections != nullptr) {
    AddConnections(*sources.connections, sources.max_connections, to);
  }
  if (sources.certificate_expiry) {
    to.Gauge("authz_tls_certificate_expiry_timestamp_seconds",
             "When the server's certificate expires, since the epoch.",
             EpochSeconds(sources.certificate_expiry()));
  }
  if (sources.client_authorities) {
    auto& expiry =
        to.Gauges("authz_tls_client_authority_expiry_timestamp_seconds",
                  "When an authority of clients expires, since the epoch.");
    for (const base::CertificateInfo& authority :
         sources.client_authorities()) {
      Add(EpochSeconds(authority.expiry),
          {{"fingerprint", authority.fingerprint},
           {"subject", authority.subject}},
          expiry);
    }
  }
  if (sources.tls_handshake_failures) {
    to.Counter("authz_tls_handshake_failures_total",
               "TLS handshakes that failed.",
               static_cast<double>(sources.tls_handshake_failures()));
  }
  if (sources.decision_log) AddDecisionLog(sources.decision_log(), to);
}

}  // namespace server

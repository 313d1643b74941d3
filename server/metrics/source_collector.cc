#include "server/metrics/source_collector.h"

#include <string>

#include "absl/strings/string_view.h"
#include "server/metrics/family.h"
#include "server/reload/reloads.h"

namespace server {
namespace {

using Families = std::vector<prometheus::MetricFamily>;

// Families of all files that are loaded again.
class ReloadFamilies {
 public:
  void Add(absl::string_view file, const Reloads& reloads) {
    count_.Add({{"file", file}, {"result", "success"}},
               static_cast<double>(reloads.succeeded));
    count_.Add({{"file", file}, {"result", "failure"}},
               static_cast<double>(reloads.failed));
    if (!reloads.last.has_value()) return;
    succeeded_.Add({{"file", file}}, reloads.last->error.empty() ? 1 : 0);
    time_.AddTime({{"file", file}}, reloads.last->at);
  }

  Families Take() && {
    return TakeAll(std::move(count_), std::move(succeeded_), std::move(time_));
  }

 private:
  Family count_ = Family::Counter(
      "authz_reloads_total",
      "Times that a file was loaded again, or could not be and the last good "
      "one stayed.");
  Family succeeded_ =
      Family::Gauge("authz_last_reload_successful",
                    "Whether the file could be loaded the last time.");
  Family time_ = Family::Gauge("authz_last_reload_timestamp_seconds",
                               "When that was, since the epoch.");
};

// A family of one value.
void AddOne(Family family, std::int64_t value, Families& families) {
  family.Add({}, static_cast<double>(value));
  families.push_back(std::move(family).Take());
}

void AddConnections(const ConnectionCounts& counts, int max,
                    Families& families) {
  AddOne(Family::Gauge("authz_connections_open",
                       "Connections that are open, as of a second ago at the "
                       "most."),
         counts.open, families);
  AddOne(Family::Gauge("authz_connections_limit",
                       "Open connections past which others are refused."),
         max, families);
  AddOne(
      Family::Counter("authz_connections_refused_total",
                      "Connections that were closed at once, since there were "
                      "as many as may be."),
      counts.refused, families);
  AddOne(
      Family::Counter("authz_connections_closed_for_memory_total",
                      "Connections that were closed since the process took too "
                      "much memory."),
      counts.closed_for_memory, families);
}

void AddCertificate(absl::Time expiry, Families& families) {
  Family time =
      Family::Gauge("authz_tls_certificate_expiry_timestamp_seconds",
                    "When the server's certificate expires, since the epoch.");
  time.AddTime({}, expiry);
  families.push_back(std::move(time).Take());
}

void AddDecisionLog(const DecisionLogStats& stats, Families& families) {
  AddOne(
      Family::Gauge("authz_decision_log_queue_bytes",
                    "Bytes of the decision log that wait to be written, what "
                    "lines of a batch have in common left out."),
      stats.queue_bytes, families);
  AddOne(Family::Gauge("authz_decision_log_queue_limit_bytes",
                       "Bytes that may wait to be written."),
         stats.max_queue_bytes, families);
  AddOne(Family::Counter("authz_decision_log_written_total",
                         "Lines that were written to the decision log."),
         stats.written_lines, families);
  AddOne(Family::Counter("authz_decision_log_written_bytes_total",
                         "Bytes of these."),
         stats.written_bytes, families);
  AddOne(Family::Counter("authz_decision_log_dropped_total",
                         "Lines that were lost since too many waited."),
         stats.dropped_lines, families);
  AddOne(Family::Counter("authz_decision_log_write_failures_total",
                         "Attempts to write that failed, or found no reader."),
         stats.write_failures, families);
}

}  // namespace

Families SourceCollector::Collect() const {
  ReloadFamilies reload_families;
  for (const auto& [file, reloads] : sources_.reloads) {
    reload_families.Add(file, reloads());
  }
  Families families = std::move(reload_families).Take();
  AddOne(
      Family::Gauge("authz_memory_limit_bytes",
                    "Resident memory above which connections are closed; calls "
                    "are refused above three quarters of it."),
      sources_.max_memory, families);
  if (sources_.connections != nullptr) {
    AddConnections(*sources_.connections, sources_.max_connections, families);
  }
  if (sources_.certificate_expiry) {
    AddCertificate(sources_.certificate_expiry(), families);
  }
  if (sources_.tls_handshake_failures) {
    AddOne(Family::Counter("authz_tls_handshake_failures_total",
                           "TLS handshakes that failed."),
           sources_.tls_handshake_failures(), families);
  }
  if (sources_.decision_log) {
    AddDecisionLog(sources_.decision_log(), families);
  }
  return families;
}

}  // namespace server

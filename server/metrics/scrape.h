// Collects the metrics of one scrape, as prometheus-cpp writes them.
//
// All are counted elsewhere, and read when somebody asks. So there is no
// registry of prometheus-cpp's metrics to keep in step with them.

#ifndef SERVER_METRICS_SCRAPE_H_
#define SERVER_METRICS_SCRAPE_H_

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "authz/policy/policy.h"
#include "base/libraries.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/counters.h"
#include "server/metrics/metrics.h"

namespace server {

class Scrape {
 public:
  using Family = prometheus::MetricFamily;
  using Labels = std::vector<prometheus::ClientMetric::Label>;

  // New families, to be filled by Add; valid as long as this. One that stays
  // empty is not exposed.
  Family& Counters(const std::string& name, const std::string& help);
  Family& Gauges(const std::string& name, const std::string& help);
  Family& Histograms(const std::string& name, const std::string& help);

  // Families of one metric without labels. A gauge without a value is not
  // exposed.
  void Counter(const std::string& name, const std::string& help, double value);
  void Gauge(const std::string& name, const std::string& help,
             std::optional<double> value);

  // What was added.
  std::vector<Family> Take();

 private:
  std::deque<Family> families_;
};

// Adds a metric to a family of counters or gauges.
void Add(double value, Scrape::Labels labels, Scrape::Family& family);
inline void Add(const Counter& counted, Scrape::Labels labels,
                Scrape::Family& family) {
  Add(static_cast<double>(counted.value()), std::move(labels), family);
}

// Adds a metric to a family of histograms. `per_unit` is how many observed
// units make one base unit of the metric, such as 1e9 for nanoseconds and
// seconds.
template <const auto& Bounds>
void Add(const Histogram<Bounds>& counted, double per_unit,
         Scrape::Labels labels, Scrape::Family& family) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  prometheus::ClientMetric::Histogram& histogram = metric.histogram;
  for (std::size_t i = 0; i < Bounds.size(); ++i) {
    histogram.sample_count += counted.count(i);
    histogram.bucket.push_back(
        {histogram.sample_count, static_cast<double>(Bounds[i]) / per_unit});
  }
  histogram.sample_count += counted.count(Bounds.size());
  histogram.sample_sum = static_cast<double>(counted.sum()) / per_unit;
}

// A time as Prometheus has it, in seconds since the epoch.
double EpochSeconds(absl::Time time);

// The metrics by what they count. `total` is what all threads have counted.
void CollectRpcs(const ThreadCounters& total, int max_in_flight, Scrape& to);
void CollectDecisions(const ThreadCounters& total,
                      const authz::CompiledPolicy& policy, Scrape& to);
void CollectSources(const MetricSources& sources, Scrape& to);
// Under the names that all Prometheus clients use. A figure that the system
// does not tell is left out.
void CollectProcess(absl::Time start,
                    const std::vector<base::Library>& libraries, Scrape& to);

}  // namespace server

#endif  // SERVER_METRICS_SCRAPE_H_

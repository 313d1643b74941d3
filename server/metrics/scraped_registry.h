// A Prometheus registry whose metrics are brought up to date at each scrape.
//
// What is counted at every call is counted by each thread in memory of its own
// (thread_counters.h): a prometheus::Counter, which all threads write, takes 30
// to 40 ns for each count instead of 1 to 2, a histogram's lock up to 90. Other
// parts of the server have numbers of their own. So both are read when somebody
// asks, and the rest is prometheus-cpp's.

#ifndef SERVER_METRICS_SCRAPED_REGISTRY_H_
#define SERVER_METRICS_SCRAPED_REGISTRY_H_

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/metrics/counter.h"
#include "server/metrics/histogram.h"

namespace server {

using CounterFamily = prometheus::Family<prometheus::Counter>;
using GaugeFamily = prometheus::Family<prometheus::Gauge>;
using HistogramFamily = prometheus::Family<prometheus::Histogram>;

// To be filled before the first scrape. Scrapes are thread-safe.
class ScrapedRegistry final : public prometheus::Collectable {
 public:
  // New families, which live as long as this. A family without metrics is not
  // exposed.
  CounterFamily& Counters(const std::string& name, const std::string& help);
  GaugeFamily& Gauges(const std::string& name, const std::string& help);
  HistogramFamily& Histograms(const std::string& name, const std::string& help);

  // Calls `update` at each scrape, before the metrics are read: by several
  // threads, one at a time.
  void OnScrape(std::function<void()> update);

  // A family of one metric without labels, which `read` tells at each scrape. A
  // gauge that it does not tell is left as it is, and out at first.
  void AddCounter(const std::string& name, const std::string& help,
                  std::function<double()> read);
  void AddGauge(const std::string& name, const std::string& help,
                std::function<std::optional<double>()> read);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  mutable prometheus::Registry registry_;
  mutable absl::Mutex mutex_;
  std::vector<std::function<void()>> updates_ ABSL_GUARDED_BY(mutex_);
};

// Raises a counter to `value`, of what only grows.
void Raise(prometheus::Counter& counter, double value);
inline void Raise(prometheus::Counter& counter, const Counter& counted) {
  Raise(counter, static_cast<double>(counted.value()));
}

// Sets the histogram with these labels to what `counted` has observed, so many
// of the metric's base unit as `per_unit` says: 1e9 for nanoseconds in a metric
// of seconds.
template <const auto& Bounds>
void Set(HistogramFamily& family, const prometheus::Labels& labels,
         const Histogram<Bounds>& counted, double per_unit) {
  std::vector<double> bounds;
  std::vector<double> counts;
  for (std::size_t i = 0; i < Bounds.size(); ++i) {
    bounds.push_back(static_cast<double>(Bounds[i]) / per_unit);
    counts.push_back(static_cast<double>(counted.count(i)));
  }
  counts.push_back(static_cast<double>(counted.count(Bounds.size())));
  // A histogram cannot be set, but be made anew.
  family.Remove(&family.Add(labels, bounds));
  family.Add(labels, bounds)
      .ObserveMultiple(counts, static_cast<double>(counted.sum()) / per_unit);
}

// As Prometheus writes times: seconds since the epoch.
double EpochSeconds(absl::Time time);

}  // namespace server

#endif  // SERVER_METRICS_SCRAPED_REGISTRY_H_

// Metrics in the form that prometheus-cpp writes them out.

#ifndef SERVER_METRICS_FAMILY_H_
#define SERVER_METRICS_FAMILY_H_

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/metrics/histogram.h"

namespace server {

// One metric, with all its samples.
class Family {
 public:
  // Names and values.
  using Labels =
      std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

  static Family Counter(absl::string_view name, absl::string_view help) {
    return Family(prometheus::MetricType::Counter, name, help);
  }
  static Family Gauge(absl::string_view name, absl::string_view help) {
    return Family(prometheus::MetricType::Gauge, name, help);
  }
  static Family Histogram(absl::string_view name, absl::string_view help) {
    return Family(prometheus::MetricType::Histogram, name, help);
  }

  // To a counter or a gauge.
  void Add(Labels labels, double value);

  // To a gauge, in seconds since the epoch.
  void AddTime(Labels labels, absl::Time time) {
    Add(labels, absl::ToDoubleSeconds(time - absl::UnixEpoch()));
  }

  // To a histogram, what it observed being so many of the metric's base unit as
  // `per_unit` says: 1e9 for nanoseconds in a metric of seconds.
  template <const auto& Bounds>
  void Add(Labels labels, const server::Histogram<Bounds>& histogram,
           double per_unit) {
    prometheus::ClientMetric::Histogram& to = AddSample(labels).histogram;
    for (std::size_t i = 0; i < Bounds.size(); ++i) {
      to.sample_count += histogram.count(i);
      to.bucket.push_back(
          {to.sample_count, static_cast<double>(Bounds[i]) / per_unit});
    }
    to.sample_count += histogram.count(Bounds.size());
    to.sample_sum = static_cast<double>(histogram.sum()) / per_unit;
  }

  // What is left of it is of no use.
  prometheus::MetricFamily Take() && { return std::move(family_); }

 private:
  Family(prometheus::MetricType type, absl::string_view name,
         absl::string_view help);

  prometheus::ClientMetric& AddSample(Labels labels);

  prometheus::MetricFamily family_;
};

// What a Collectable returns.
template <typename... Families>
std::vector<prometheus::MetricFamily> TakeAll(Families&&... families) {
  std::vector<prometheus::MetricFamily> all;
  all.reserve(sizeof...(families));
  (all.push_back(std::forward<Families>(families).Take()), ...);
  return all;
}

}  // namespace server

#endif  // SERVER_METRICS_FAMILY_H_

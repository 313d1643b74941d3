#include "server/metrics/scrape.h"

#include <prometheus/metric_type.h>

#include <utility>

namespace server {

using prometheus::MetricType;

Scrape::Family& Scrape::Counters(const std::string& name,
                                 const std::string& help) {
  return families_.emplace_back(Family{name, help, MetricType::Counter, {}});
}

Scrape::Family& Scrape::Gauges(const std::string& name,
                               const std::string& help) {
  return families_.emplace_back(Family{name, help, MetricType::Gauge, {}});
}

Scrape::Family& Scrape::Histograms(const std::string& name,
                                   const std::string& help) {
  return families_.emplace_back(Family{name, help, MetricType::Histogram, {}});
}

void Scrape::Counter(const std::string& name, const std::string& help,
                     double value) {
  Add(value, {}, Counters(name, help));
}

void Scrape::Gauge(const std::string& name, const std::string& help,
                   std::optional<double> value) {
  if (value.has_value()) Add(*value, {}, Gauges(name, help));
}

std::vector<Scrape::Family> Scrape::Take() {
  std::vector<Family> taken;
  for (Family& family : families_) {
    if (!family.metric.empty()) taken.push_back(std::move(family));
  }
  return taken;
}

void Add(double value, Scrape::Labels labels, Scrape::Family& family) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

double EpochSeconds(absl::Time time) {
  return absl::ToDoubleSeconds(time - absl::UnixEpoch());
}

}  // namespace server

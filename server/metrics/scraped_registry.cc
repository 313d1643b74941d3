#include "server/metrics/scraped_registry.h"

#include <utility>

namespace server {

CounterFamily& ScrapedRegistry::Counters(const std::string& name,
                                         const std::string& help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
}

GaugeFamily& ScrapedRegistry::Gauges(const std::string& name,
                                     const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
}

HistogramFamily& ScrapedRegistry::Histograms(const std::string& name,
                                             const std::string& help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_);
}

void ScrapedRegistry::OnScrape(std::function<void()> update) {
  const absl::MutexLock lock(&mutex_);
  updates_.push_back(std::move(update));
}

void ScrapedRegistry::AddCounter(const std::string& name,
                                 const std::string& help,
                                 std::function<double()> read) {
  prometheus::Counter& counter = Counters(name, help).Add({});
  OnScrape([&counter, read = std::move(read)] { Raise(counter, read()); });
}

void ScrapedRegistry::AddGauge(const std::string& name, const std::string& help,
                               std::function<std::optional<double>()> read) {
  GaugeFamily& family = Gauges(name, help);
  OnScrape([&family, read = std::move(read)] {
    const std::optional<double> value = read();
    if (value.has_value()) family.Add({}).Set(*value);
  });
}

std::vector<prometheus::MetricFamily> ScrapedRegistry::Collect() const {
  const absl::MutexLock lock(&mutex_);
  for (const std::function<void()>& update : updates_) update();
  return registry_.Collect();
}

void Raise(prometheus::Counter& counter, double value) {
  counter.Increment(value - counter.Value());
}

double EpochSeconds(absl::Time time) {
  return absl::ToDoubleSeconds(time - absl::UnixEpoch());
}

}  // namespace server

#include "server/metrics/family.h"

#include <string>

namespace server {

Family::Family(prometheus::MetricType type, absl::string_view name,
               absl::string_view help) {
  family_.type = type;
  family_.name = std::string(name);
  family_.help = std::string(help);
}

void Family::Add(Labels labels, double value) {
  prometheus::ClientMetric& sample = AddSample(labels);
  if (family_.type == prometheus::MetricType::Counter) {
    sample.counter.value = value;
  } else {
    sample.gauge.value = value;
  }
}

prometheus::ClientMetric& Family::AddSample(Labels labels) {
  prometheus::ClientMetric& sample = family_.metric.emplace_back();
  sample.label.reserve(labels.size());
  for (const auto& [name, value] : labels) {
    sample.label.push_back({std::string(name), std::string(value)});
  }
  return sample;
}

}  // namespace server

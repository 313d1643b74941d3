// Reads what a server exposes to Prometheus, and accepts nothing that the text
// format or its conventions don't allow.

#ifndef TESTS_SERVER_METRICS_EXPOSITION_H_
#define TESTS_SERVER_METRICS_EXPOSITION_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace server {

struct MetricFamilyText {
  // "counter", "gauge", "histogram" or "summary".
  std::string type;
  std::string help;
  // The names of its labels, but for `le` and `quantile`.
  std::set<std::string> labels;
};

struct Exposition {
  // By name.
  std::map<std::string, MetricFamilyText> families;
  // Values as written, by name and labels in the order of their names:
  // up{instance="a",job="x"}.
  std::map<std::string, std::string> samples;

  // The value of a sample, whose labels may be in any order, or "none".
  std::string Value(const std::string& sample) const;
};

// The error names the line.
absl::StatusOr<Exposition> ParseExposition(absl::string_view text);

}  // namespace server

#endif  // TESTS_SERVER_METRICS_EXPOSITION_H_

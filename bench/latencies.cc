#include "bench/latencies.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace bench {

absl::Duration Latencies::Percentile(double percent) {
  if (values_.empty()) return absl::ZeroDuration();
  const auto size = static_cast<double>(values_.size());
  // 99.9 % of 1,000 are 999, and not a rounding error more.
  constexpr double kRounding = 1e-6;
  const double rank =
      std::clamp(std::ceil(percent / 100 * size - kRounding), 1.0, size);
  const auto nth = values_.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::nth_element(values_.begin(), nth, values_.end());
  return *nth;
}

std::string Latencies::ToJson() {
  std::vector<std::string> fields;
  for (double percent : {1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5,
                         99.9, 99.95, 99.99, 100.0}) {
    fields.push_back(
        absl::StrFormat("\"%g\": %.1f", percent,
                        absl::ToDoubleMicroseconds(Percentile(percent))));
  }
  return absl::StrFormat("{%s}", absl::StrJoin(fields, ", "));
}

}  // namespace bench

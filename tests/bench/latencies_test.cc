#include "bench/latencies.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace bench {
namespace {

struct PercentileCase {
  std::string name;
  int count;
  double percent;
  // Of latencies of 1 us to `count` us.
  int expected_us;
};

void PrintTo(const PercentileCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PercentileTest : public testing::TestWithParam<PercentileCase> {};

TEST_P(PercentileTest, IsTheNearestRank) {
  const PercentileCase& test_case = GetParam();
  Latencies latencies;
  // In no order.
  for (int i = 0; i < test_case.count; ++i) {
    latencies.Add(absl::Microseconds(1 + (i * 7) % test_case.count));
  }
  EXPECT_EQ(latencies.Percentile(test_case.percent),
            absl::Microseconds(test_case.expected_us));
}

INSTANTIATE_TEST_SUITE_P(
    All, PercentileTest,
    testing::ValuesIn(std::vector<PercentileCase>{
        {"NoLatency", 0, 50, 0},
        {"OneLatency", 1, 99.9, 1},
        {"MedianOfTen", 10, 50, 5},
        {"AboveTheMedianOfTen", 10, 51, 6},
        {"P99OfAThousand", 1000, 99, 990},
        {"P999OfAThousand", 1000, 99.9, 999},
        {"P999OfAHundredIsTheLargest", 100, 99.9, 100},
        {"Largest", 1000, 100, 1000},
        {"Least", 1000, 0, 1},
    }),
    [](const testing::TestParamInfo<PercentileCase>& info) {
      return info.param.name;
    });

TEST(LatenciesTest, Json) {
  Latencies latencies;
  latencies.Add(absl::Nanoseconds(1500));
  EXPECT_EQ(latencies.ToJson(),
            R"({"1": 1.5, "10": 1.5, "25": 1.5, "50": 1.5, "75": 1.5, )"
            R"("90": 1.5, "95": 1.5, "99": 1.5, "99.5": 1.5, "99.9": 1.5, )"
            R"("99.95": 1.5, "99.99": 1.5, "100": 1.5})");
}

}  // namespace
}  // namespace bench

#include "tests/server/metrics/exposition.h"

#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"

namespace server {
namespace {

TEST(ExpositionTest, HasWhatTheTextSays) {
  const absl::StatusOr<Exposition> exposition = ParseExposition(
      "# HELP a_total Some.\n# TYPE a_total counter\n"
      "a_total{x=\"1\",y=\"q\\\"\\\\\\n,}\"} 3\na_total{x=\"2\"} 1e+06\n"
      "# HELP b More of it.\n# TYPE b histogram\n"
      "b_count 3\nb_sum 0.5\n"
      "b_bucket{le=\"0.1\"} 2\nb_bucket{le=\"+Inf\"} 3\n"
      "# HELP c None.\n# TYPE c gauge\n");
  ASSERT_TRUE(exposition.ok()) << exposition.status();
  ASSERT_EQ(exposition->families.size(), 3U);
  EXPECT_EQ(exposition->families.at("a_total").type, "counter");
  EXPECT_EQ(exposition->families.at("b").help, "More of it.");
  EXPECT_EQ(exposition->families.at("a_total").labels,
            (std::set<std::string>{"x", "y"}));
  EXPECT_TRUE(exposition->families.at("b").labels.empty());
  EXPECT_EQ(exposition->Value("a_total{x=\"2\"}"), "1e+06");
  EXPECT_EQ(exposition->Value("b_bucket{le=\"0.1\"}"), "2");
  EXPECT_EQ(exposition->Value("c"), "none");
}

struct BadCase {
  std::string name;
  std::string text;
  std::string error;
};

void PrintTo(const BadCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadExpositionTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadExpositionTest, IsRefused) {
  const absl::StatusOr<Exposition> exposition =
      ParseExposition(GetParam().text);
  ASSERT_FALSE(exposition.ok());
  EXPECT_EQ(std::string(exposition.status().message()), GetParam().error);
}

constexpr char kGauge[] = "# HELP a A.\n# TYPE a gauge\n";
constexpr char kHistogram[] = "# HELP h H.\n# TYPE h histogram\n";

INSTANTIATE_TEST_SUITE_P(
    All, BadExpositionTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"NoEnd", "# HELP a A.", "the last line has no end"},
        {"EmptyLine", std::string(kGauge) + "\n", ": is no line of the format"},
        {"NoHelp", "# TYPE a gauge\n", "a has a TYPE without its HELP"},
        {"NoType", "# HELP a A.\n", "a has no TYPE"},
        {"UnknownType", "# HELP a A.\n# TYPE a number\n",
         "# TYPE a number: is no line of the format"},
        {"HelpWithoutText", "# HELP a \n",
         "# HELP a : is no line of the format"},
        {"TwoTypes", std::string(kGauge) + "# TYPE a gauge\n",
         "a has two TYPEs"},
        {"FamilyTwice", std::string(kGauge) + kGauge, "a comes twice"},
        {"CounterWithoutTotal", "# HELP a A.\n# TYPE a counter\n",
         "a: counters, and only they, end with _total"},
        {"GaugeWithTotal", "# HELP a_total A.\n# TYPE a_total gauge\n",
         "a_total: counters, and only they, end with _total"},
        {"NegativeCounter",
         "# HELP a_total A.\n# TYPE a_total counter\na_total -1\n",
         "a_total -1: is less than 0"},
        {"CamelCase", "# HELP aB A.\n",
         "# HELP aB A.: is no line of the format"},
        {"SampleTwice", std::string(kGauge) + "a{b=\"1\"} 1\na{b=\"1\"} 2\n",
         "a{b=\"1\"} 2: comes twice"},
        {"LabelTwice", std::string(kGauge) + "a{b=\"1\",b=\"2\"} 1\n",
         "a{b=\"1\",b=\"2\"} 1: has a label twice"},
        {"OthersSample", std::string(kGauge) + "b 1\n",
         "b 1: is not of the metric before it"},
        {"SampleFirst", "b 1\n", "b 1: is of no metric"},
        {"BucketOfAGauge", std::string(kGauge) + "a_bucket{le=\"1\"} 1\n",
         "a_bucket{le=\"1\"} 1: is not of the metric before it"},
        {"NoNumber", std::string(kGauge) + "a x\n", "a x: has no number"},
        {"NoValue", std::string(kGauge) + "a\n", "a: is no line of the format"},
        {"BareQuote", std::string(kGauge) + "a{b=\"\"\"} 1\n",
         "a{b=\"\"\"} 1: has bad labels"},
        {"BadEscape", std::string(kGauge) + "a{b=\"\\x\"} 1\n",
         "a{b=\"\\x\"} 1: has bad labels"},
        {"TrailingComma", std::string(kGauge) + "a{b=\"1\",} 1\n",
         "a{b=\"1\",} 1: has bad labels"},
        {"NoBucketForAll",
         std::string(kHistogram) + "h_count 1\nh_sum 1\nh_bucket{le=\"1\"} 1\n",
         "h{} has no bucket for all"},
        {"OtherCount",
         std::string(kHistogram) + "h_count 2\nh_bucket{le=\"+Inf\"} 1\n",
         "h{} has another count than its last bucket"},
        {"NoCount", std::string(kHistogram) + "h_bucket{le=\"+Inf\"} 1\n",
         "h{} has another count than its last bucket"},
        {"BoundsDescend",
         std::string(kHistogram) +
             "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\n",
         "h_bucket{le=\"1\"} 1: is less than the bucket before"},
        {"NotCumulative",
         std::string(kHistogram) +
             "h_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 1\n",
         "h_bucket{le=\"2\"} 1: is less than the bucket before"},
        {"BucketWithoutBound", std::string(kHistogram) + "h_bucket 1\n",
         "h_bucket 1: has no bound"},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server

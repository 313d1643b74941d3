#include "server/resources/memory_guard.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace server {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kMax = 1000;

// One check of the memory.
struct Step {
  milliseconds at;
  // Empty: it cannot be told.
  std::optional<std::int64_t> memory;
  bool is_short;
  bool closes;
};

struct Case {
  std::string name;
  std::vector<Step> steps;
};

void PrintTo(const Case& c, std::ostream* to) { *to << c.name; }

class MemoryGuardTest : public testing::TestWithParam<Case> {};

TEST_P(MemoryGuardTest, RefusesAndCloses) {
  std::optional<std::int64_t> memory;
  MemoryGuard guard(kMax, [&memory](std::int64_t trim_above) {
    EXPECT_EQ(trim_above, kMax / 4 * 3);
    return memory;
  });
  EXPECT_FALSE(guard.IsShort());
  const MemoryGuard::Clock::time_point start(std::chrono::hours(1));
  for (const Step& step : GetParam().steps) {
    memory = step.memory;
    const std::optional<std::int64_t> too_much = guard.Check(start + step.at);
    EXPECT_EQ(guard.IsShort(), step.is_short) << step.at.count() << " ms";
    EXPECT_EQ(too_much, step.closes ? step.memory : std::nullopt)
        << step.at.count() << " ms";
  }
}

milliseconds Ms(int count) { return milliseconds(count); }

INSTANTIATE_TEST_SUITE_P(
    All, MemoryGuardTest,
    testing::ValuesIn(std::vector<Case>{
        {"Enough", {{Ms(0), 750, false, false}, {Ms(5000), 750, false, false}}},
        {"Unknown",
         {{Ms(0), std::nullopt, false, false},
          {Ms(10), 800, true, false},
          {Ms(20), std::nullopt, false, false}}},
        {"ShortAboveThreeQuarters",
         {{Ms(0), 751, true, false},
          {Ms(10), 1000, true, false},
          {Ms(20), 750, false, false}}},
        {"ClosesAboveTheLimit", {{Ms(0), 1001, true, true}}},
        {"WaitsForClosedConnectionsToBeFreed",
         {{Ms(0), 1001, true, true},
          {Ms(99), 2000, true, false},
          {Ms(100), 2000, true, true}}},
        {"ClosesWhereRefusingDoesNotHelp",
         {{Ms(0), 800, true, false},
          {Ms(1999), 800, true, false},
          {Ms(2000), 800, true, true},
          {Ms(3999), 800, true, false},
          {Ms(4000), 800, true, true}}},
        {"BeginsAnewOnceThereIsMemory",
         {{Ms(0), 800, true, false},
          {Ms(1990), 700, false, false},
          {Ms(2000), 800, true, false},
          {Ms(3990), 800, true, false},
          {Ms(4000), 800, true, true}}},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace server

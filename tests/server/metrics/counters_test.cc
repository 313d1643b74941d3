#include "server/metrics/counters.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "server/metrics/call_metrics.h"

namespace server {
namespace {

constexpr std::array<std::uint64_t, 3> kBounds = {10, 20, 50};

struct Case {
  std::uint64_t value;
  std::size_t bucket;
};

TEST(HistogramTest, ABucketHasWhatIsUpToItsBound) {
  const std::vector<Case> cases = {
      {0, 0},  {10, 0},
      {11, 1}, {20, 1},
      {21, 2}, {50, 2},
      {51, 3}, {std::numeric_limits<std::uint64_t>::max(), 3}};
  for (const Case& c : cases) {
    Histogram<kBounds> histogram;
    histogram.Observe(c.value);
    for (std::size_t i = 0; i < Histogram<kBounds>::kBuckets; ++i) {
      EXPECT_EQ(histogram.count(i), i == c.bucket ? 1U : 0U)
          << c.value << " in " << i;
    }
    EXPECT_EQ(histogram.sum(), c.value);
  }
}

TEST(HistogramTest, AddsUp) {
  Histogram<kBounds> first;
  first.Observe(1);
  first.Observe(15);
  Histogram<kBounds> second;
  second.Observe(16);
  second.Observe(100);
  second.Add(first);
  EXPECT_EQ(second.count(0), 1U);
  EXPECT_EQ(second.count(1), 2U);
  EXPECT_EQ(second.count(2), 0U);
  EXPECT_EQ(second.count(3), 1U);
  EXPECT_EQ(second.sum(), 132U);
}

template <std::size_t Size>
bool Ascend(const std::array<std::uint64_t, Size>& bounds) {
  for (std::size_t i = 1; i < Size; ++i) {
    if (bounds[i] <= bounds[i - 1]) return false;
  }
  return true;
}

TEST(HistogramTest, BoundsThatAreUsedAscend) {
  EXPECT_TRUE(Ascend(kLatencyBounds));
  EXPECT_TRUE(Ascend(kSizeBounds));
  EXPECT_TRUE(Ascend(kBatchBounds));
}

}  // namespace
}  // namespace server

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

TEST(LogLimitTest, LetsSoManyThroughInAPeriod) {
  LogLimit limit(2, absl::Hours(1));
  EXPECT_EQ(limit.Take(), 0);
  EXPECT_EQ(limit.Take(), 0);
  EXPECT_EQ(limit.Take(), std::nullopt);
  EXPECT_EQ(limit.Take(), std::nullopt);
}

TEST(LogLimitTest, SaysHowManyItSuppressed) {
  LogLimit limit(1, absl::Milliseconds(200));
  int suppressed = 0;
  std::optional<std::int64_t> taken = limit.Take();
  ASSERT_EQ(taken, 0);
  // Goes on until the next period.
  do {
    taken = limit.Take();
    if (!taken.has_value()) ++suppressed;
  } while (!taken.has_value());
  EXPECT_GT(suppressed, 0);
  EXPECT_EQ(*taken, suppressed);
}

}  // namespace
}  // namespace server

#include "authz/facts/time.h"

#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace authz {
namespace {

using google::protobuf::Duration;
using google::protobuf::Timestamp;

// Set over another one, of which nothing is left.
Timestamp ToTimestamp(absl::Time time) {
  auto timestamp = ParseText<Timestamp>("seconds: 7 nanos: 7");
  SetTimestamp(time, timestamp);
  return timestamp;
}

TEST(TimestampTest, RoundTripsToTheNanosecond) {
  for (const char* text :
       {"", "nanos: 1", "nanos: 999999999", "seconds: 1700000000 nanos: 1",
        "seconds: -1", "seconds: -1 nanos: 999999999", "seconds: -62135596800",
        "seconds: -62135596800 nanos: 1", "seconds: 253402300799",
        "seconds: 253402300799 nanos: 999999999"}) {
    SCOPED_TRACE(text);
    const auto timestamp = ParseText<Timestamp>(text);
    EXPECT_EQ(TextOf(ToTimestamp(ToTime(timestamp))), TextOf(timestamp));
  }
}

TEST(TimestampTest, ATimeOutsideTheRangeBecomesItsEnd) {
  const std::string first = Normalized<Timestamp>("seconds: -62135596800");
  const std::string last =
      Normalized<Timestamp>("seconds: 253402300799 nanos: 999999999");
  const absl::Time first_time = absl::FromUnixSeconds(kMinTimestampSeconds);
  const absl::Time after_last = absl::FromUnixSeconds(kMaxTimestampSeconds + 1);
  EXPECT_EQ(TextOf(ToTimestamp(after_last)), last);
  EXPECT_EQ(TextOf(ToTimestamp(after_last - absl::Nanoseconds(1))), last);
  EXPECT_EQ(TextOf(ToTimestamp(absl::InfiniteFuture())), last);
  EXPECT_EQ(TextOf(ToTimestamp(first_time - absl::Nanoseconds(1))), first);
  EXPECT_EQ(TextOf(ToTimestamp(absl::InfinitePast())), first);
}

TEST(DurationTest, RoundTripsToTheNanosecond) {
  for (const char* text :
       {"", "nanos: 1", "seconds: 300", "seconds: 1 nanos: 5",
        "seconds: 315576000000 nanos: 999999999"}) {
    SCOPED_TRACE(text);
    const auto duration = ParseText<Duration>(text);
    auto copy = ParseText<Duration>("seconds: 7 nanos: 7");
    SetDuration(ToDuration(duration), copy);
    EXPECT_EQ(TextOf(copy), TextOf(duration));
  }
}

}  // namespace
}  // namespace authz

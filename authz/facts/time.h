// Converts Protobuf's timestamps and durations to Abseil's and back, exact to
// the nanosecond.

#ifndef AUTHZ_FACTS_TIME_H_
#define AUTHZ_FACTS_TIME_H_

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace authz {

// The range that protobuf defines for timestamps: the years 1 to 9999.
inline constexpr std::int64_t kMinTimestampSeconds = -62'135'596'800;
inline constexpr std::int64_t kMaxTimestampSeconds = 253'402'300'799;
inline constexpr std::int32_t kMaxNanos = 999'999'999;

inline absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

// Sets `timestamp` to `time`, or to the nearest end of the range of timestamps.
inline void SetTimestamp(absl::Time time,
                         google::protobuf::Timestamp& timestamp) {
  const absl::Time within =
      std::clamp(time, absl::FromUnixSeconds(kMinTimestampSeconds),
                 absl::FromUnixSeconds(kMaxTimestampSeconds) +
                     absl::Nanoseconds(kMaxNanos));
  const std::int64_t seconds = absl::ToUnixSeconds(within);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<std::int32_t>(
      absl::ToInt64Nanoseconds(within - absl::FromUnixSeconds(seconds))));
}

inline absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

inline void SetDuration(absl::Duration from, google::protobuf::Duration& to) {
  absl::Duration rest;
  to.set_seconds(absl::IDivDuration(from, absl::Seconds(1), &rest));
  to.set_nanos(static_cast<std::int32_t>(absl::ToInt64Nanoseconds(rest)));
}

}  // namespace authz

#endif  // AUTHZ_FACTS_TIME_H_

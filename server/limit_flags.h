// The flags that set the server's limits and how it ends.

#ifndef SERVER_LIMIT_FLAGS_H_
#define SERVER_LIMIT_FLAGS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/bytes.h"
#include "server/limits.h"

namespace server {

// How the server ends: see docs/operations.md.
struct DrainOptions {
  // How long it goes on after it was told to end, NOT_SERVING by health.
  absl::Duration delay;
  // How long calls under way may then take.
  absl::Duration timeout;
};

inline constexpr absl::string_view kLimitFlags[] = {
    "max_in_flight",       "max_memory",         "max_connections",
    "max_streams",         "max_metadata_bytes", "handshake_timeout",
    "max_connection_idle", "max_connection_age", "max_connection_age_grace",
    "keepalive_time",      "keepalive_timeout",  "min_ping_interval",
};
inline constexpr absl::string_view kDrainFlags[] = {
    "drain_delay",
    "drain_timeout",
};

// What the flags say. The error is one line that names the flag.
absl::StatusOr<Limits> LimitsFromFlags(std::int64_t default_max_memory);
absl::StatusOr<DrainOptions> DrainOptionsFromFlags();

// The error of a flag whose value must be positive and is not.
absl::Status RequirePositive(absl::string_view flag, std::int64_t value);
absl::Status RequirePositive(absl::string_view flag, absl::Duration value);
// The same of one that gRPC takes as an int32.
absl::Status RequirePositiveInt32(absl::string_view flag, base::Bytes value);

}  // namespace server

#endif  // SERVER_LIMIT_FLAGS_H_

#include "server/limit_flags.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"

ABSL_FLAG(std::int32_t, max_in_flight, server::Limits().max_in_flight,
          "the most calls that are under way at once. Further ones are refused "
          "at once with RESOURCE_EXHAUSTED, and told when to come again");
ABSL_FLAG(
    base::Bytes, max_memory, {},
    "BYTES: the most that the process may take. Past it connections are "
    "closed, those that came last before the others; 0 is 192 MiB, 32 "
    "MiB for each of the --threads, and the decision log's queue; or less "
    "where the container's limit is low");
ABSL_FLAG(std::int32_t, max_connections, server::Limits().max_connections,
          "the most open connections. Further ones are closed at once");
ABSL_FLAG(std::int32_t, max_streams, server::Limits().max_streams,
          "the most calls at once on one connection. Clients keep further ones "
          "back");
ABSL_FLAG(base::Bytes, max_metadata_bytes,
          {server::Limits().max_metadata_bytes},
          "BYTES: the largest metadata of a call");
ABSL_FLAG(absl::Duration, handshake_timeout, server::Limits().handshake_timeout,
          "within which a new connection must have spoken HTTP/2");
ABSL_FLAG(absl::Duration, max_connection_idle,
          server::Limits().max_connection_idle,
          "after which a connection without calls is closed; `inf` is never");
ABSL_FLAG(absl::Duration, max_connection_age,
          server::Limits().max_connection_age,
          "after which any connection is closed, a tenth more or less, so that "
          "clients spread out anew; `inf` is never");
ABSL_FLAG(absl::Duration, max_connection_age_grace,
          server::Limits().max_connection_age_grace,
          "for which its calls may then go on");
ABSL_FLAG(absl::Duration, keepalive_time, server::Limits().keepalive_time,
          "after which a silent peer is asked whether it is there; `inf` is "
          "never");
ABSL_FLAG(absl::Duration, keepalive_timeout, server::Limits().keepalive_timeout,
          "within which it must answer, or its connection is closed");
ABSL_FLAG(absl::Duration, min_ping_interval, server::Limits().min_ping_interval,
          "a client that asks more often is sent away");

ABSL_FLAG(absl::Duration, drain_delay, absl::ZeroDuration(),
          "for which it serves on after SIGTERM, NOT_SERVING by its health. A "
          "sidecar needs none; behind a load balancer, as long as that one "
          "takes to hear of it, such as 5s");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(10),
          "for which calls under way may then take. With the delay it must be "
          "less than the orchestrator waits before it kills");

namespace server {
namespace {

absl::Status FlagError(absl::string_view flag, absl::string_view error) {
  return absl::InvalidArgumentError(
      absl::StrCat("flag `--", flag, "`: ", error));
}

absl::Status RequireFinite(absl::string_view flag, absl::Duration value) {
  if (value >= absl::ZeroDuration() && value < absl::InfiniteDuration()) {
    return absl::OkStatus();
  }
  return FlagError(flag, absl::StrCat("`", absl::FormatDuration(value),
                                      "` is no time to wait, give one such as "
                                      "`5s`"));
}

// Sets `to` from the flag, and `status` where the value is none and nothing
// was wrong so far.
template <typename T>
void Set(const absl::Flag<T>& flag, absl::string_view name, T& to,
         absl::Status& status) {
  to = absl::GetFlag(flag);
  if (status.ok()) status = RequirePositive(name, to);
}

}  // namespace

absl::Status RequirePositive(absl::string_view flag, std::int64_t value) {
  if (value > 0) return absl::OkStatus();
  return FlagError(flag, absl::StrCat("`", value, "` is not positive"));
}

absl::Status RequirePositive(absl::string_view flag, absl::Duration value) {
  // gRPC counts in milliseconds.
  if (value >= absl::Milliseconds(1)) return absl::OkStatus();
  return FlagError(flag, absl::StrCat("`", absl::FormatDuration(value),
                                      "` is less than a millisecond, `inf` "
                                      "switches it off"));
}

absl::Status RequirePositiveInt32(absl::string_view flag, base::Bytes value) {
  constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();
  if (value.count <= kMost) return RequirePositive(flag, value.count);
  return FlagError(flag, absl::StrCat("`", AbslUnparseFlag(value),
                                      "` is more than ", kMost));
}

absl::StatusOr<Limits> LimitsFromFlags(std::int64_t default_max_memory) {
  Limits limits;
  absl::Status status;
  Set(FLAGS_max_in_flight, "max_in_flight", limits.max_in_flight, status);
  limits.max_memory = default_max_memory;
  const base::Bytes max_memory = absl::GetFlag(FLAGS_max_memory);
  if (max_memory.count != 0) limits.max_memory = max_memory.count;
  Set(FLAGS_max_connections, "max_connections", limits.max_connections, status);
  Set(FLAGS_max_streams, "max_streams", limits.max_streams, status);
  const base::Bytes max_metadata = absl::GetFlag(FLAGS_max_metadata_bytes);
  if (status.ok()) {
    status = RequirePositiveInt32("max_metadata_bytes", max_metadata);
  }
  limits.max_metadata_bytes = static_cast<std::int32_t>(max_metadata.count);
  Set(FLAGS_handshake_timeout, "handshake_timeout", limits.handshake_timeout,
      status);
  Set(FLAGS_max_connection_idle, "max_connection_idle",
      limits.max_connection_idle, status);
  Set(FLAGS_max_connection_age, "max_connection_age", limits.max_connection_age,
      status);
  Set(FLAGS_max_connection_age_grace, "max_connection_age_grace",
      limits.max_connection_age_grace, status);
  Set(FLAGS_keepalive_time, "keepalive_time", limits.keepalive_time, status);
  Set(FLAGS_keepalive_timeout, "keepalive_timeout", limits.keepalive_timeout,
      status);
  Set(FLAGS_min_ping_interval, "min_ping_interval", limits.min_ping_interval,
      status);
  if (!status.ok()) return status;
  return limits;
}

absl::StatusOr<DrainOptions> DrainOptionsFromFlags() {
  DrainOptions drain;
  drain.delay = absl::GetFlag(FLAGS_drain_delay);
  drain.timeout = absl::GetFlag(FLAGS_drain_timeout);
  absl::Status status = RequireFinite("drain_delay", drain.delay);
  if (status.ok()) status = RequireFinite("drain_timeout", drain.timeout);
  if (!status.ok()) return status;
  return drain;
}

}  // namespace server

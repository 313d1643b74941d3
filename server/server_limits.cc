#include "server/server_limits.h"

#include <grpc/grpc.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "absl/flags/flag.h"
#include "base/bytes.h"
#include "base/flag_types.h"

ABSL_FLAG(base::WholeNumber<1>, max_in_flight, {4'000},
          "NUMBER: the most calls that are under way at once. Further ones are "
          "refused at once with RESOURCE_EXHAUSTED, and told when to come "
          "again");
ABSL_FLAG(
    base::Bytes, max_memory, {},
    "BYTES: the most that the process may take. Past it connections are "
    "closed, those that came last before the others; 0 is 192 MiB, 32 "
    "MiB for each of the --threads, and the decision log's queue; or less "
    "where the container's limit is low");
ABSL_FLAG(base::WholeNumber<1>, max_connections, {1'000},
          "NUMBER: the most open connections. Further ones are closed at once");
ABSL_FLAG(base::WholeNumber<1>, max_streams, {1'000},
          "NUMBER: the most calls at once on one connection. Clients keep "
          "further ones back");
ABSL_FLAG(base::BytesBetween<>, max_metadata_bytes, {{16 * 1024}},
          "BYTES: the largest metadata of a call");
ABSL_FLAG(base::TimeLimit, handshake_timeout, {absl::Seconds(10)},
          "DURATION: within which a new connection must have spoken HTTP/2");
ABSL_FLAG(base::TimeLimit, max_connection_idle, {absl::Minutes(5)},
          "DURATION: after which a connection without calls is closed; `inf` "
          "is never");
ABSL_FLAG(std::optional<base::TimeLimit>, max_connection_age, std::nullopt,
          "DURATION: after which any connection is closed, a tenth more or "
          "less, so that clients spread out anew; `inf` is never. If not "
          "given, 30m, or never where all listeners are Unix sockets. A client "
          "without a retry policy sees a call fail now and then");
ABSL_FLAG(base::TimeLimit, max_connection_age_grace, {absl::Seconds(30)},
          "DURATION: for which its calls may then go on");
ABSL_FLAG(base::TimeLimit, keepalive_time, {absl::Seconds(30)},
          "DURATION: after which a silent peer is asked whether it is there; "
          "`inf` is never");
ABSL_FLAG(base::TimeLimit, keepalive_timeout, {absl::Seconds(10)},
          "DURATION: within which it must answer, or its connection is closed");
ABSL_FLAG(base::TimeLimit, min_ping_interval, {absl::Seconds(5)},
          "DURATION: a client that asks more often is sent away");

namespace server {
namespace {

// As gRPC takes it, for which the largest number means never.
int Milliseconds(const base::TimeLimit& limit) {
  constexpr std::int64_t kNever = std::numeric_limits<int>::max();
  return static_cast<int>(
      std::min(kNever, absl::ToInt64Milliseconds(limit.value)));
}

}  // namespace

ServerLimits ServerLimitsFromFlags(bool only_unix_sockets) {
  const base::TimeLimit default_age = {
      only_unix_sockets ? absl::InfiniteDuration() : absl::Minutes(30)};
  ServerLimits limits;
  limits.max_memory = absl::GetFlag(FLAGS_max_memory).count;
  limits.max_connections = absl::GetFlag(FLAGS_max_connections).value;
  limits.max_in_flight = absl::GetFlag(FLAGS_max_in_flight).value;
  limits.max_connection_age =
      absl::GetFlag(FLAGS_max_connection_age).value_or(default_age).value;
  limits.max_metadata_bytes = static_cast<std::int32_t>(
      absl::GetFlag(FLAGS_max_metadata_bytes).value.count);
  limits.unread_timeout = absl::GetFlag(FLAGS_keepalive_time).value +
                          absl::GetFlag(FLAGS_keepalive_timeout).value;
  return limits;
}

void ApplyLimitsOfGrpc(const ServerLimits& limits,
                       grpc::ServerBuilder& builder) {
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  const int keepalive_timeout =
      Milliseconds(absl::GetFlag(FLAGS_keepalive_timeout));
  const std::pair<const char*, int> arguments[] = {
      // Answers are not compressed either: one filter less.
      {GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0},
      // What gRPC would keep of each connection for a service that is not
      // served.
      {GRPC_ARG_ENABLE_CHANNELZ, 0},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, absl::GetFlag(FLAGS_max_streams).value},
      {GRPC_ARG_MAX_METADATA_SIZE, limits.max_metadata_bytes},
      // Else newer versions than 1.51 let some calls pass with a quarter more.
      {"grpc.absolute_max_metadata_size", limits.max_metadata_bytes},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
       Milliseconds(absl::GetFlag(FLAGS_handshake_timeout))},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS,
       Milliseconds(absl::GetFlag(FLAGS_max_connection_idle))},
      {GRPC_ARG_MAX_CONNECTION_AGE_MS,
       Milliseconds({limits.max_connection_age})},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
       Milliseconds(absl::GetFlag(FLAGS_max_connection_age_grace))},
      {GRPC_ARG_KEEPALIVE_TIME_MS,
       Milliseconds(absl::GetFlag(FLAGS_keepalive_time))},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive_timeout},
      // Else newer versions wait a minute, whatever that says.
      {"grpc.http2.ping_timeout_ms", keepalive_timeout},
      // Idle peers are asked too, and may ask as well.
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
       Milliseconds(absl::GetFlag(FLAGS_min_ping_interval))},
  };
  for (const auto& [name, value] : arguments) {
    builder.AddChannelArgument(name, value);
  }
}

}  // namespace server

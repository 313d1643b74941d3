#include "server/server_limits.h"

#include <grpc/impl/codegen/grpc_types.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/flags/flag.h"
#include "base/bytes.h"
#include "base/flag_types.h"

ABSL_FLAG(base::WholeNumber<1>, max_in_flight,
          {server::ServerLimits().max_in_flight},
          "NUMBER: the most calls that are under way at once. Further ones are "
          "refused at once with RESOURCE_EXHAUSTED, and told when to come "
          "again");
ABSL_FLAG(
    base::Bytes, max_memory, {},
    "BYTES: the most that the process may take. Past it connections are "
    "closed, those that came last before the others; 0 is 192 MiB, 32 "
    "MiB for each of the --threads, and the decision log's queue; or less "
    "where the container's limit is low");
ABSL_FLAG(base::WholeNumber<1>, max_connections,
          {server::ServerLimits().max_connections},
          "NUMBER: the most open connections. Further ones are closed at once");
ABSL_FLAG(base::WholeNumber<1>, max_streams,
          {server::ServerLimits().max_streams},
          "NUMBER: the most calls at once on one connection. Clients keep "
          "further ones back");
ABSL_FLAG(base::BytesBetween<>, max_metadata_bytes,
          {{server::ServerLimits().max_metadata_bytes}},
          "BYTES: the largest metadata of a call");
ABSL_FLAG(base::TimeLimit, handshake_timeout,
          {server::ServerLimits().handshake_timeout},
          "DURATION: within which a new connection must have spoken HTTP/2");
ABSL_FLAG(base::TimeLimit, max_connection_idle,
          {server::ServerLimits().max_connection_idle},
          "DURATION: after which a connection without calls is closed; `inf` "
          "is never");
ABSL_FLAG(base::TimeLimit, max_connection_age,
          {server::ServerLimits().max_connection_age},
          "DURATION: after which any connection is closed, a tenth more or "
          "less, so that clients spread out anew; `inf` is never");
ABSL_FLAG(base::TimeLimit, max_connection_age_grace,
          {server::ServerLimits().max_connection_age_grace},
          "DURATION: for which its calls may then go on");
ABSL_FLAG(base::TimeLimit, keepalive_time,
          {server::ServerLimits().keepalive_time},
          "DURATION: after which a silent peer is asked whether it is there; "
          "`inf` is never");
ABSL_FLAG(base::TimeLimit, keepalive_timeout,
          {server::ServerLimits().keepalive_timeout},
          "DURATION: within which it must answer, or its connection is closed");
ABSL_FLAG(base::TimeLimit, min_ping_interval,
          {server::ServerLimits().min_ping_interval},
          "DURATION: a client that asks more often is sent away");

namespace server {
namespace {

// As gRPC takes it, for which the largest number means never.
int Milliseconds(absl::Duration duration) {
  constexpr std::int64_t kNever = std::numeric_limits<int>::max();
  return static_cast<int>(
      std::min(kNever, absl::ToInt64Milliseconds(duration)));
}

}  // namespace

ServerLimits ServerLimitsFromFlags() {
  ServerLimits limits;
  limits.max_memory = absl::GetFlag(FLAGS_max_memory).count;
  limits.max_connections = absl::GetFlag(FLAGS_max_connections).value;
  limits.max_streams = absl::GetFlag(FLAGS_max_streams).value;
  limits.max_in_flight = absl::GetFlag(FLAGS_max_in_flight).value;
  limits.max_metadata_bytes = static_cast<std::int32_t>(
      absl::GetFlag(FLAGS_max_metadata_bytes).value.count);
  limits.handshake_timeout = absl::GetFlag(FLAGS_handshake_timeout).value;
  limits.max_connection_idle = absl::GetFlag(FLAGS_max_connection_idle).value;
  limits.max_connection_age = absl::GetFlag(FLAGS_max_connection_age).value;
  limits.max_connection_age_grace =
      absl::GetFlag(FLAGS_max_connection_age_grace).value;
  limits.keepalive_time = absl::GetFlag(FLAGS_keepalive_time).value;
  limits.keepalive_timeout = absl::GetFlag(FLAGS_keepalive_timeout).value;
  limits.min_ping_interval = absl::GetFlag(FLAGS_min_ping_interval).value;
  return limits;
}

void Apply(const ServerLimits& limits, grpc::ServerBuilder& builder) {
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  // Answers are not compressed either: one filter less.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0);
  // What gRPC would keep of each connection for a service that is not served.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);

  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             limits.max_streams);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                             limits.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             Milliseconds(limits.handshake_timeout));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS,
                             Milliseconds(limits.max_connection_idle));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             Milliseconds(limits.max_connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             Milliseconds(limits.max_connection_age_grace));

  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS,
                             Milliseconds(limits.keepalive_time));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             Milliseconds(limits.keepalive_timeout));
  // Idle peers are asked too, and may ask as well.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      Milliseconds(limits.min_ping_interval));
}

}  // namespace server

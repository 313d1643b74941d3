#include "server/limits.h"

#include <grpc/impl/codegen/grpc_types.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"

namespace server {
namespace {

// As gRPC takes it, for which the largest number means never.
int Milliseconds(absl::Duration duration) {
  constexpr std::int64_t kNever = std::numeric_limits<int>::max();
  return static_cast<int>(
      std::min(kNever, absl::ToInt64Milliseconds(duration)));
}

}  // namespace

void Apply(const Limits& limits, grpc::ServerBuilder& builder) {
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

std::vector<std::pair<std::string, std::string>> Describe(
    const Limits& limits) {
  return {
      {"max_memory", absl::StrCat(limits.max_memory)},
      {"max_connections", absl::StrCat(limits.max_connections)},
      {"max_streams", absl::StrCat(limits.max_streams)},
      {"max_in_flight", absl::StrCat(limits.max_in_flight)},
      {"max_metadata_bytes", absl::StrCat(limits.max_metadata_bytes)},
      {"handshake_timeout", absl::FormatDuration(limits.handshake_timeout)},
      {"max_connection_idle", absl::FormatDuration(limits.max_connection_idle)},
      {"max_connection_age", absl::FormatDuration(limits.max_connection_age)},
      {"max_connection_age_grace",
       absl::FormatDuration(limits.max_connection_age_grace)},
      {"keepalive_time", absl::FormatDuration(limits.keepalive_time)},
      {"keepalive_timeout", absl::FormatDuration(limits.keepalive_timeout)},
      {"min_ping_interval", absl::FormatDuration(limits.min_ping_interval)},
      {"message_compression", "off"},
  };
}

}  // namespace server

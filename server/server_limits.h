// Limits on the resources that clients can take of the server: memory,
// connections, calls and time.

#ifndef SERVER_SERVER_LIMITS_H_
#define SERVER_SERVER_LIMITS_H_

#include <grpcpp/server_builder.h>

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"

namespace server {

// Default of --max_memory for a server of so many threads, in bytes, without
// its decision log's queue.
constexpr std::int64_t DefaultMaxMemory(int threads) {
  return std::int64_t{192 + 32 * threads} * 1024 * 1024;
}
// Max memory that such a server takes without any call, in bytes, the decision
// log's queue left out: each thread keeps memory for its next batch.
constexpr std::int64_t MinMemory(int threads) {
  return std::int64_t{32 + 12 * threads} * 1024 * 1024;
}
// Max threads for this memory budget, in bytes: half of it is for what they do.
constexpr int MaxThreadsWithin(std::int64_t bytes) {
  constexpr std::int64_t kForEach = 2 * (MinMemory(1) - MinMemory(0));
  const std::int64_t threads = (bytes - MinMemory(0)) / kForEach;
  return static_cast<int>(std::clamp<std::int64_t>(threads, 1, 1'000));
}

// An infinite duration switches its limit off.
struct ServerLimits {
  // Memory of the whole process, in bytes.
  std::int64_t max_memory = DefaultMaxMemory(1);
  // Open connections of all listeners together.
  std::int32_t max_connections = 1'000;
  // Concurrent calls on one connection.
  std::int32_t max_streams = 1'000;
  // Concurrent calls in the whole server: see InFlight.
  std::int32_t max_in_flight = 4'000;
  // Size of a call's metadata, in bytes.
  std::int32_t max_metadata_bytes = 16 * 1024;

  // From a connection's start until its peer has said that it speaks HTTP/2.
  absl::Duration handshake_timeout = absl::Seconds(10);
  // A connection without calls is closed after this.
  absl::Duration max_connection_idle = absl::Minutes(5);
  // A connection is closed after this, a tenth more or less; its calls may go
  // on for the grace.
  absl::Duration max_connection_age = absl::Minutes(30);
  absl::Duration max_connection_age_grace = absl::Seconds(30);
  // A peer that has been silent for so long is pinged, and its connection is
  // closed where it does not answer within the timeout.
  absl::Duration keepalive_time = absl::Seconds(30);
  absl::Duration keepalive_timeout = absl::Seconds(10);
  // The connection of a client that pings more often, three times, is closed.
  absl::Duration min_ping_interval = absl::Seconds(5);
};

// The limits that the flags set. max_memory is 0 where it is to be the default.
ServerLimits ServerLimitsFromFlags();

// Sets the limits that gRPC enforces: all but max_memory, max_connections and
// max_in_flight. Also refuses compressed messages, whose size could not be
// limited.
void Apply(const ServerLimits& limits, grpc::ServerBuilder& builder);

}  // namespace server

#endif  // SERVER_SERVER_LIMITS_H_

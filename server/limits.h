// What bounds the resources that clients can take: memory, connections, calls
// and time.

#ifndef SERVER_LIMITS_H_
#define SERVER_LIMITS_H_

#include <grpcpp/server_builder.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace server {

// What a server of so many threads may take by default where there is as much,
// and what it takes without any call at the most, in bytes, its decision log's
// queue left out: each thread keeps memory for its next batch, and for the
// lines of it.
constexpr std::int64_t DefaultMaxMemory(int threads) {
  return std::int64_t{192 + 32 * threads} * 1024 * 1024;
}
constexpr std::int64_t LeastMemory(int threads) {
  return std::int64_t{32 + 12 * threads} * 1024 * 1024;
}
// How many threads a server should have at the most that may take so much
// without any call: with half of the memory for what they do.
constexpr int ThreadsWithin(std::int64_t bytes) {
  constexpr std::int64_t kForEach = 2 * (LeastMemory(1) - LeastMemory(0));
  const std::int64_t threads = (bytes - LeastMemory(0)) / kForEach;
  return static_cast<int>(std::clamp<std::int64_t>(threads, 1, 1'000));
}

// A duration that is infinite switches off what it bounds.
struct Limits {
  // Of the whole process, in bytes.
  std::int64_t max_memory = DefaultMaxMemory(1);
  // Open at once, of all listeners together.
  std::int32_t max_connections = 1'000;
  // Calls at once on one connection.
  std::int32_t max_streams = 1'000;
  // Calls at once in the whole server: see InFlight.
  std::int32_t max_in_flight = 4'000;
  // Of a call's metadata, in bytes.
  std::int32_t max_metadata_bytes = 16 * 1024;

  // From a connection's start until its peer has said that it speaks HTTP/2.
  absl::Duration handshake_timeout = absl::Seconds(10);
  // A connection without calls is closed after this.
  absl::Duration max_connection_idle = absl::Minutes(5);
  // A connection is closed after this, a tenth more or less; its calls may go
  // on for the grace.
  absl::Duration max_connection_age = absl::Minutes(30);
  absl::Duration max_connection_age_grace = absl::Seconds(30);
  // After this without a word from the peer it is asked for one, and the
  // connection is closed where it does not answer within the timeout.
  absl::Duration keepalive_time = absl::Seconds(30);
  absl::Duration keepalive_timeout = absl::Seconds(10);
  // A client that pings more often, three times, is sent away.
  absl::Duration min_ping_interval = absl::Seconds(5);
};

// Sets those that gRPC keeps: all but max_memory, max_connections and
// max_in_flight. Also takes no compressed messages, whose size could not be
// bounded.
void Apply(const Limits& limits, grpc::ServerBuilder& builder);

// Every limit with its value, for people: {"max_memory", "268435456"},
// {"handshake_timeout", "10s"}, {"message_compression", "off"}.
std::vector<std::pair<std::string, std::string>> Describe(const Limits& limits);

}  // namespace server

#endif  // SERVER_LIMITS_H_

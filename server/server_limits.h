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

// An infinite duration switches its limit off. For the defaults see the flags.
struct ServerLimits {
  // Memory of the whole process, in bytes.
  std::int64_t max_memory = 0;
  // Open connections of all listeners together.
  std::int32_t max_connections = 0;
  // Concurrent calls in the whole server: see InFlight.
  std::int32_t max_in_flight = 0;
  // Max age of a connection; gRPC adds or takes off a tenth. Enforced by gRPC.
  absl::Duration max_connection_age;
  // Metadata of a call, in bytes: see Callers.
  std::int32_t max_metadata_bytes = 0;
  // For which a TCP connection is kept whose peer takes nothing of what is sent
  // to it: as long as where it says nothing.
  absl::Duration unread_timeout;
};

// Those that depend on other options, or that the server itself enforces, of
// the flags. max_memory is 0 where it is to be the default. Clients of Unix
// sockets have no other server to spread to, so that their connections may get
// as old as they like.
ServerLimits ServerLimitsFromFlags(bool only_unix_sockets);

// Sets those that gRPC enforces, of `limits` and of the flags. Also refuses
// compressed messages, whose size could not be limited.
void ApplyLimitsOfGrpc(const ServerLimits& limits,
                       grpc::ServerBuilder& builder);

}  // namespace server

#endif  // SERVER_SERVER_LIMITS_H_

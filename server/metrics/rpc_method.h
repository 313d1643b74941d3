// The RPC methods, and the reasons for refusals, by which calls are counted.

#ifndef SERVER_METRICS_RPC_METHOD_H_
#define SERVER_METRICS_RPC_METHOD_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace server {

enum class RpcMethod : std::uint8_t {
  kCheck,
  kBatchCheck,
  kGetServerInfo,
  kHealthCheck,
  kHealthList,
};

struct RpcMethodName {
  absl::string_view service;
  absl::string_view method;
};

// By RpcMethod.
inline constexpr std::array<RpcMethodName, 5> kRpcMethodNames = {{
    {"conversations.authz.v1.AuthorizationService", "Check"},
    {"conversations.authz.v1.AuthorizationService", "BatchCheck"},
    {"conversations.authz.v1.AuthorizationService", "GetServerInfo"},
    {"grpc.health.v1.Health", "Check"},
    {"grpc.health.v1.Health", "List"},
}};
inline constexpr std::size_t kRpcMethods = kRpcMethodNames.size();

// Why no work was done for a call: there were too many in flight, memory was
// short, the server was shutting down, the deadline had passed before the
// call's turn, or its caller may not call.
enum class Refusal : std::uint8_t {
  kShed,
  kMemory,
  kDraining,
  kExpired,
  kCaller
};

// By Refusal.
inline constexpr std::array<absl::string_view, 5> kRefusalNames = {
    "shed", "memory", "draining", "expired", "caller"};

}  // namespace server

#endif  // SERVER_METRICS_RPC_METHOD_H_

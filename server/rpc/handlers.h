// The methods of AuthorizationService, from the bytes of a request to those of
// its response.

#ifndef SERVER_RPC_HANDLERS_H_
#define SERVER_RPC_HANDLERS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <functional>
#include <optional>

#include "authz/decide/engine.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/call_metrics.h"
#include "server/net/unix_users.h"
#include "server/reload/policy_store.h"
#include "server/reload/reloads.h"

namespace server {

// What requests are decided by.
struct DecisionContext {
  // Must outlive the calls. A request uses one policy from its start to its
  // end.
  const PolicyStore* policies = nullptr;
  authz::RequestLimits limits;
  std::int64_t max_request_bytes = 0;
  // Where decisions are counted. Must outlive the calls. Null: nowhere.
  CallMetrics* metrics = nullptr;
  // Where decisions are logged. Must outlive the calls. Null: nowhere.
  DecisionLog* log = nullptr;
  // How the policy was loaded again the last time. Empty: it was not.
  std::function<std::optional<Reload>()> last_reload = nullptr;
  // Who connects over Unix sockets. Must outlive the calls. Null: not known.
  const UnixUsers* unix_users = nullptr;
};

// Each fills `response` where it returns OK. They are called by several
// threads. HandleBatchCheck stops soon after the deadline has passed or the
// call was cancelled: gRPC must have been asked to notify when it is done. Each
// sends the call's id back.
grpc::Status HandleCheck(const DecisionContext& decisions,
                         grpc::ServerContext& call,
                         const grpc::ByteBuffer& request,
                         grpc::ByteBuffer& response);

grpc::Status HandleBatchCheck(const DecisionContext& decisions,
                              grpc::ServerContext& call,
                              const grpc::ByteBuffer& request,
                              grpc::ByteBuffer& response);

grpc::Status HandleGetServerInfo(const DecisionContext& decisions,
                                 grpc::ServerContext& call,
                                 const grpc::ByteBuffer& request,
                                 grpc::ByteBuffer& response);

}  // namespace server

#endif  // SERVER_RPC_HANDLERS_H_

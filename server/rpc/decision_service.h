// Answers the methods of AuthorizationService by the policy in force.

#ifndef SERVER_RPC_DECISION_SERVICE_H_
#define SERVER_RPC_DECISION_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdint>

#include "authz/decide/engine.h"
#include "server/decision_log/decision_log.h"
#include "server/reload/policy_store.h"
#include "server/rpc/authorization_service.h"
#include "server/rpc/server_call.h"

namespace server {

// The options of a DecisionService, which must not outlive what they point to.
struct DecisionServiceOptions {
  authz::RequestLimits limits;
  // Only reported by GetServerInfo: gRPC enforces it.
  std::int64_t max_request_bytes = 0;
  // Where decisions are logged. Null: nowhere.
  DecisionLog* log = nullptr;
};

// A request uses one policy from its start to its end. Where there is a log,
// each call gets its id back. BatchCheck stops soon after the deadline has
// passed or the call was cancelled: gRPC must have been asked to notify when it
// is done.
class DecisionService final : public AuthorizationService {
 public:
  // `policy` must outlive it.
  explicit DecisionService(const PolicyStore& policy,
                           DecisionServiceOptions options = {})
      : policy_(policy), options_(options) {}

  grpc::Status Check(ServerCall& call, grpc::ByteBuffer& response) override;
  grpc::Status BatchCheck(ServerCall& call,
                          grpc::ByteBuffer& response) override;
  grpc::Status GetServerInfo(ServerCall& call,
                             grpc::ByteBuffer& response) override;
  void OnRefused(RpcMethod method, grpc::ServerContext& context,
                 const grpc::Status& status) override;

 private:
  // Valid until the worker of the call takes the next one.
  const authz::CompiledPolicy& PolicyFor(ServerCall& call) const {
    return policy_.Update(call.worker().policy());
  }

  const PolicyStore& policy_;
  const DecisionServiceOptions options_;
};

}  // namespace server

#endif  // SERVER_RPC_DECISION_SERVICE_H_

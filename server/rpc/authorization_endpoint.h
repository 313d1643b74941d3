// AuthorizationService on gRPC's completion queues, its requests as raw bytes.

#ifndef SERVER_RPC_AUTHORIZATION_ENDPOINT_H_
#define SERVER_RPC_AUTHORIZATION_ENDPOINT_H_

#include <vector>

#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "server/rpc/authorization_service.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/unary_call.h"

namespace server {

class AuthorizationEndpoint {
 public:
  // `service` answers its calls and must outlive them.
  explicit AuthorizationEndpoint(AuthorizationService& service);

  AuthorizationEndpoint(const AuthorizationEndpoint&) = delete;
  AuthorizationEndpoint& operator=(const AuthorizationEndpoint&) = delete;

  // To be registered with gRPC.
  grpc::Service* grpc_service() { return &raw_; }

  // Starts to take calls on the queue. Once per queue, after the server
  // started.
  void ServeOn(CallQueue& queue);

 private:
  using V1 = conversations::authz::v1::AuthorizationService;
  using RawService = V1::WithRawMethod_Check<V1::WithRawMethod_BatchCheck<
      V1::WithRawMethod_GetServerInfo<V1::Service>>>;

  RawService raw_;
  const std::vector<UnaryMethod> methods_;
};

}  // namespace server

#endif  // SERVER_RPC_AUTHORIZATION_ENDPOINT_H_

// AuthorizationService on gRPC's completion queues, its messages as raw bytes:
// an interface that answers its three methods.

#ifndef SERVER_RPC_AUTHORIZATION_SERVICE_H_
#define SERVER_RPC_AUTHORIZATION_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <vector>

#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "server/metrics/rpc_method.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/server_call.h"
#include "server/rpc/unary_call.h"

namespace server {

// Called by several threads at the same time, each with a call and a worker of
// its own.
class AuthorizationService {
 public:
  AuthorizationService();
  virtual ~AuthorizationService() = default;

  AuthorizationService(const AuthorizationService&) = delete;
  AuthorizationService& operator=(const AuthorizationService&) = delete;

  // Each fills `response` with the bytes of the answer where it returns OK.
  virtual grpc::Status Check(ServerCall& call, grpc::ByteBuffer& response) = 0;
  virtual grpc::Status BatchCheck(ServerCall& call,
                                  grpc::ByteBuffer& response) = 0;
  virtual grpc::Status GetServerInfo(ServerCall& call,
                                     grpc::ByteBuffer& response) = 0;

  // Called for a call that none of them is asked to answer, such as one past
  // the limit, with the status that its client gets.
  virtual void OnRefused(RpcMethod /*method*/, grpc::ServerContext& /*context*/,
                         const grpc::Status& /*status*/) {}

  // To be registered with gRPC.
  grpc::Service* grpc_service() { return &raw_; }

  // Starts to take calls on the queue. Once per queue, after the server
  // started.
  void ServeOn(CallQueue& queue);

 private:
  using V1 = conversations::authz::v1::AuthorizationService;
  using RawService = V1::WithRawMethod_Check<V1::WithRawMethod_BatchCheck<
      V1::WithRawMethod_GetServerInfo<V1::Service>>>;

  // A method, by gRPC's and this class's own member functions.
  template <typename RequestNext, typename Answer>
  UnaryMethod Method(RpcMethod method, RequestNext request_next, Answer answer);

  RawService raw_;
  std::vector<UnaryMethod> methods_;
};

}  // namespace server

#endif  // SERVER_RPC_AUTHORIZATION_SERVICE_H_

// Answers the three methods of AuthorizationService: an interface.

#ifndef SERVER_RPC_AUTHORIZATION_SERVICE_H_
#define SERVER_RPC_AUTHORIZATION_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "server/metrics/rpc_method.h"
#include "server/rpc/server_call.h"

namespace server {

// Called by several threads at the same time, each with a call and a worker of
// its own.
class AuthorizationService {
 public:
  virtual ~AuthorizationService() = default;

  // Each fills `response` with the bytes of the answer where it returns OK.
  virtual grpc::Status Check(ServerCall& call, grpc::ByteBuffer& response) = 0;
  virtual grpc::Status BatchCheck(ServerCall& call,
                                  grpc::ByteBuffer& response) = 0;
  virtual grpc::Status GetServerInfo(ServerCall& call,
                                     grpc::ByteBuffer& response) = 0;

  // Told of a call that none of them is asked to answer, such as one past the
  // limit, with the status that its client gets.
  virtual void OnRefused(RpcMethod /*method*/, grpc::ServerContext& /*context*/,
                         const grpc::Status& /*status*/) {}
};

}  // namespace server

#endif  // SERVER_RPC_AUTHORIZATION_SERVICE_H_

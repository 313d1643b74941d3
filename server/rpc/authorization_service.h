// AuthorizationService on completion queues, its requests taken as raw bytes.

#ifndef SERVER_RPC_AUTHORIZATION_SERVICE_H_
#define SERVER_RPC_AUTHORIZATION_SERVICE_H_

#include <functional>
#include <vector>

#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "server/metrics/call_metrics.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/unary_call.h"

namespace server {

// What answers each method.
struct AuthorizationHandlers {
  UnaryMethod::Handler check;
  UnaryMethod::Handler batch_check;
  UnaryMethod::Handler get_server_info;
  // Told of the calls of a method that are refused, where there is such a
  // function.
  using OnRefused =
      std::function<void(absl::string_view method, grpc::ServerContext& context,
                         const grpc::Status& status)>;
  OnRefused on_refused = nullptr;
};

class AuthorizationService {
 public:
  // Its calls are counted in `metrics`, where it is not null.
  AuthorizationService(AuthorizationHandlers handlers, CallMetrics* metrics);

  AuthorizationService(const AuthorizationService&) = delete;
  AuthorizationService& operator=(const AuthorizationService&) = delete;

  // To be registered with gRPC.
  grpc::Service* grpc_service() { return &service_; }

  // Starts to take calls on the queue. Once per queue, after the server
  // started.
  void ServeOn(CallQueue& queue);

 private:
  using V1 = conversations::authz::v1::AuthorizationService;
  using RawService = V1::WithRawMethod_Check<V1::WithRawMethod_BatchCheck<
      V1::WithRawMethod_GetServerInfo<V1::Service>>>;

  RawService service_;
  const std::vector<UnaryMethod> methods_;
};

}  // namespace server

#endif  // SERVER_RPC_AUTHORIZATION_SERVICE_H_

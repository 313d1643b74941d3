#include "server/rpc/authorization_endpoint.h"

#include "server/rpc/batch_size.h"

namespace server {
namespace {

// Calls in waiting for each method and queue. With more arriving at once, gRPC
// keeps the rest until the next ones wait.
constexpr int kWaitingCalls = 16;

// A method of `service`, with gRPC's and the service's own member functions.
template <typename Raw, typename Request, typename Answer>
UnaryMethod Method(RpcMethod method, Raw& raw, Request request_next,
                   AuthorizationService& service, Answer answer,
                   bool (*is_long)(ServerCall& call) = nullptr) {
  UnaryMethod made;
  made.method = method;
  made.is_limited = true;
  made.is_long = is_long;
  made.request_next = [&raw, request_next](grpc::ServerContext* context,
                                           grpc::ByteBuffer* request,
                                           UnaryMethod::Writer* writer,
                                           grpc::ServerCompletionQueue* queue,
                                           void* tag) {
    (raw.*request_next)(context, request, writer, queue, queue, tag);
  };
  made.answer = [&service, answer](ServerCall& call,
                                   grpc::ByteBuffer& response) {
    return (service.*answer)(call, response);
  };
  made.on_refused = [&service, method](grpc::ServerContext& context,
                                       const grpc::Status& status) {
    service.OnRefused(method, context, status);
  };
  return made;
}

}  // namespace

AuthorizationEndpoint::AuthorizationEndpoint(AuthorizationService& service)
    : methods_({
          Method(RpcMethod::kCheck, raw_, &RawService::RequestCheck, service,
                 &AuthorizationService::Check),
          Method(RpcMethod::kBatchCheck, raw_, &RawService::RequestBatchCheck,
                 service, &AuthorizationService::BatchCheck, IsLongBatch),
          Method(RpcMethod::kGetServerInfo, raw_,
                 &RawService::RequestGetServerInfo, service,
                 &AuthorizationService::GetServerInfo),
      }) {}

void AuthorizationEndpoint::ServeOn(CallQueue& queue) {
  for (const UnaryMethod& method : methods_) {
    for (int i = 0; i < kWaitingCalls; ++i) {
      UnaryCall::WaitForNext(method, queue);
    }
  }
}

}  // namespace server

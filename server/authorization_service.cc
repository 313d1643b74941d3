#include "server/authorization_service.h"

#include <utility>

#include "server/batch_size.h"

namespace server {
namespace {

// Calls in waiting for each method and queue. With more arriving at once, gRPC
// keeps the rest until the next ones wait.
constexpr int kWaitingCalls = 16;

template <typename Service, typename RequestNext>
UnaryMethod Method(Service& service, RequestNext request_next,
                   UnaryMethod::Handler handle, ObservedMethod observed,
                   decltype(UnaryMethod::is_long) is_long = nullptr) {
  return {
      [&service, request_next](grpc::ServerContext* context,
                               grpc::ByteBuffer* request,
                               UnaryMethod::Writer* writer,
                               grpc::ServerCompletionQueue* queue, void* tag) {
        (service.*request_next)(context, request, writer, queue, queue, tag);
      },
      std::move(handle),
      /*is_limited=*/true,
      is_long,
      observed,
  };
}

}  // namespace

AuthorizationService::AuthorizationService(AuthorizationHandlers handlers,
                                           CallMetrics* metrics)
    : methods_({
          Method(service_, &RawService::RequestCheck, std::move(handlers.check),
                 {metrics, RpcMethod::kCheck}),
          Method(service_, &RawService::RequestBatchCheck,
                 std::move(handlers.batch_check),
                 {metrics, RpcMethod::kBatchCheck}, IsLongBatch),
          Method(service_, &RawService::RequestGetServerInfo,
                 std::move(handlers.get_server_info),
                 {metrics, RpcMethod::kGetServerInfo}),
      }) {}

void AuthorizationService::ServeOn(CallQueue& queue) {
  for (const UnaryMethod& method : methods_) {
    for (int i = 0; i < kWaitingCalls; ++i) {
      UnaryCall::WaitForNext(method, queue);
    }
  }
}

}  // namespace server

#include "server/rpc/authorization_service.h"

#include <utility>

#include "server/rpc/batch_size.h"

namespace server {
namespace {

// Calls in waiting for each method and queue. With more arriving at once, gRPC
// keeps the rest until the next ones wait.
constexpr int kWaitingCalls = 16;

template <typename Service, typename RequestNext>
UnaryMethod Method(absl::string_view name, Service& service,
                   RequestNext request_next, UnaryMethod::Handler handle,
                   const AuthorizationHandlers::OnRefused& on_refused,
                   ObservedMethod observed,
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
      [name, on_refused](grpc::ServerContext& context,
                         const grpc::Status& status) {
        if (on_refused) on_refused(name, context, status);
      },
  };
}

}  // namespace

AuthorizationService::AuthorizationService(AuthorizationHandlers handlers,
                                           CallMetrics* metrics)
    : methods_({
          Method("Check", service_, &RawService::RequestCheck,
                 std::move(handlers.check), handlers.on_refused,
                 {metrics, RpcMethod::kCheck}),
          Method("BatchCheck", service_, &RawService::RequestBatchCheck,
                 std::move(handlers.batch_check), handlers.on_refused,
                 {metrics, RpcMethod::kBatchCheck}, IsLongBatch),
          Method("GetServerInfo", service_, &RawService::RequestGetServerInfo,
                 std::move(handlers.get_server_info), handlers.on_refused,
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

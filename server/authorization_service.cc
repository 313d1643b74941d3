#include "server/authorization_service.h"

namespace server {
namespace {

// Calls in waiting for each method and queue. With more arriving at once, gRPC
// keeps the rest until the next ones wait.
constexpr int kWaitingCalls = 16;

template <typename Service, typename RequestNext, typename Handle>
UnaryMethod Method(Service& service, const DecisionContext& decisions,
                   RequestNext request_next, Handle handle) {
  return {
      [&service, request_next](grpc::ServerContext* context,
                               grpc::ByteBuffer* request,
                               UnaryMethod::Writer* writer,
                               grpc::ServerCompletionQueue* queue, void* tag) {
        (service.*request_next)(context, request, writer, queue, queue, tag);
      },
      [&decisions, handle](const grpc::ServerContext& context,
                           const grpc::ByteBuffer& request,
                           grpc::ByteBuffer& response) {
        return handle(decisions, context, request, response);
      },
  };
}

}  // namespace

AuthorizationService::AuthorizationService(const DecisionContext& decisions)
    : decisions_(decisions),
      methods_({
          Method(service_, decisions_, &RawService::RequestCheck, HandleCheck),
          Method(service_, decisions_, &RawService::RequestBatchCheck,
                 HandleBatchCheck),
          Method(service_, decisions_, &RawService::RequestGetServerInfo,
                 HandleGetServerInfo),
      }) {}

void AuthorizationService::ServeOn(CallQueue& queue) {
  for (const UnaryMethod& method : methods_) {
    for (int i = 0; i < kWaitingCalls; ++i) {
      UnaryCall::WaitForNext(method, queue);
    }
  }
}

}  // namespace server

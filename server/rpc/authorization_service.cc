#include "server/rpc/authorization_service.h"

#include "server/rpc/batch_size.h"

namespace server {
namespace {

// Calls in waiting for each method and queue. With more arriving at once, gRPC
// keeps the rest until the next ones wait.
constexpr int kWaitingCalls = 16;

}  // namespace

template <typename RequestNext, typename Answer>
UnaryMethod AuthorizationService::Method(RpcMethod method,
                                         RequestNext request_next,
                                         Answer answer) {
  UnaryMethod made;
  made.method = method;
  made.is_limited = true;
  made.request_next = [this, request_next](auto*... arguments) {
    (raw_.*request_next)(arguments...);
  };
  made.answer = [this, answer](auto&... arguments) {
    return (this->*answer)(arguments...);
  };
  made.on_refused = [this, method](auto&... arguments) {
    OnRefused(method, arguments...);
  };
  return made;
}

AuthorizationService::AuthorizationService()
    : methods_({
          Method(RpcMethod::kCheck, &RawService::RequestCheck,
                 &AuthorizationService::Check),
          Method(RpcMethod::kBatchCheck, &RawService::RequestBatchCheck,
                 &AuthorizationService::BatchCheck),
          Method(RpcMethod::kGetServerInfo, &RawService::RequestGetServerInfo,
                 &AuthorizationService::GetServerInfo),
      }) {
  methods_[1].is_long = IsLongBatch;
}

void AuthorizationService::ServeOn(CallQueue& queue) {
  for (const UnaryMethod& method : methods_) {
    for (int i = 0; i < kWaitingCalls; ++i) {
      UnaryCall::WaitForNext(method, queue);
    }
  }
}

}  // namespace server

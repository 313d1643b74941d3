// One unary call on a completion queue, with its messages as raw bytes.

#ifndef SERVER_UNARY_CALL_H_
#define SERVER_UNARY_CALL_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <functional>

#include "server/call_queue.h"
#include "server/tag.h"

namespace server {

// What a call hears that comes too late.
constexpr char kShuttingDown[] = "the server is shutting down";

// A method that is served. Must outlive the queues that it is served on.
struct UnaryMethod {
  using Writer = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
  using Handler = std::function<grpc::Status(const grpc::ServerContext& context,
                                             const grpc::ByteBuffer& request,
                                             grpc::ByteBuffer& response)>;

  // Asks the service for the next call: its generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     Writer* writer, grpc::ServerCompletionQueue* queue,
                     void* tag)>
      request_next;
  // Fills `response` where it returns OK. Runs in the queue's thread.
  Handler handle;
};

// Owns itself: it waits for a call, starts its successor, answers, and ends
// with the answer.
class UnaryCall final : public Tag {
 public:
  static void WaitForNext(const UnaryMethod& method, CallQueue& queue) {
    auto* call = new UnaryCall(method, queue);
    method.request_next(&call->context_, &call->request_, &call->writer_,
                        queue.grpc(), call);
  }

  void Proceed(bool ok) override {
    if (answered_) queue_.EndCall();
    if (answered_ || !ok) {
      delete this;
      return;
    }
    WaitForNext(method_, queue_);
    answered_ = true;
    grpc::ByteBuffer response;
    const grpc::Status status =
        queue_.BeginCall()
            ? method_.handle(context_, request_, response)
            : grpc::Status(grpc::StatusCode::UNAVAILABLE, kShuttingDown);
    if (status.ok()) {
      writer_.Finish(response, status, this);
    } else {
      writer_.FinishWithError(status, this);
    }
  }

 private:
  UnaryCall(const UnaryMethod& method, CallQueue& queue)
      : method_(method), queue_(queue), writer_(&context_) {}
  ~UnaryCall() = default;

  const UnaryMethod& method_;
  CallQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  UnaryMethod::Writer writer_;
  bool answered_ = false;
};

}  // namespace server

#endif  // SERVER_UNARY_CALL_H_

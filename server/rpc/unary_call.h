// One unary call on a completion queue, with its messages as raw bytes.

#ifndef SERVER_RPC_UNARY_CALL_H_
#define SERVER_RPC_UNARY_CALL_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <functional>
#include <optional>

#include "server/metrics/rpc_method.h"
#include "server/metrics/rpc_observer.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/server_call.h"
#include "server/rpc/tag.h"

namespace server {

// The message of the status of a call that comes too late.
constexpr char kShuttingDown[] = "the server is shutting down";

// A method that is served. Must outlive the queues that it is served on.
struct UnaryMethod {
  using Writer = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;

  // The method that its calls are counted as.
  RpcMethod method = RpcMethod::kCheck;
  // Whether a call counts as one in flight and is refused past their limit.
  bool is_limited = false;
  // Whether a call is to be answered by a batch thread; null: never. Where
  // there is such a function, `answer` may ask whether the call was cancelled.
  bool (*is_long)(ServerCall& call) = nullptr;
  // Asks the service for the next call: its generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     Writer* writer, grpc::CompletionQueue* new_call_queue,
                     grpc::ServerCompletionQueue* notification_queue,
                     void* tag)>
      request_next;
  // Fills `response` where it returns OK. Runs in the thread of the call's
  // worker.
  std::function<grpc::Status(ServerCall& call, grpc::ByteBuffer& response)>
      answer;
  // Called for a call that is refused instead of answered; may be empty.
  std::function<void(grpc::ServerContext& context, const grpc::Status& status)>
      on_refused;
};

// Owns itself: it waits for a call, starts its successor, answers, and ends
// with the answer.
class UnaryCall {
 public:
  static void WaitForNext(const UnaryMethod& method, CallQueue& queue);

 private:
  UnaryCall(const UnaryMethod& method, CallQueue& queue);
  ~UnaryCall() = default;

  // In the order in which a call goes through them. By the thread of the queue;
  // from Answer to Respond also by a batch thread. After Respond the call may
  // be gone.
  void OnArrival(bool ok);
  // Whether a batch thread is going to answer it. Then it may be gone already.
  bool MoveToBatchThread();
  void Answer();
  void Shed(Refusal refusal, const char* why);
  void Refuse(Refusal refusal, const grpc::Status& status);
  void Respond(const grpc::Status& status, const grpc::ByteBuffer& response);
  // When the answer has been written or given up.
  void OnWritten(bool ok);
  // When gRPC knows that the call is over, whoever ended it: before OnWritten
  // or after.
  void OnDone(bool ok);

  const UnaryMethod& method_;
  CallQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  UnaryMethod::Writer writer_;
  Tag on_arrival_ = Tag::For<&UnaryCall::OnArrival>(*this);
  Tag on_written_ = Tag::For<&UnaryCall::OnWritten>(*this);
  Tag on_done_ = Tag::For<&UnaryCall::OnDone>(*this);
  RpcObserver observer_;
  // From its arrival until it is answered.
  std::optional<ServerCall> call_;
  CallQueue::Phase phase_ = CallQueue::Phase::kServing;
  bool is_in_flight_ = false;
  // Whether OnDone will not be called any more.
  bool is_done_ = true;
  bool is_written_ = false;
};

}  // namespace server

#endif  // SERVER_RPC_UNARY_CALL_H_

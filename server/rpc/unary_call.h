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

#include "server/metrics/rpc_observer.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/tag.h"

namespace server {

// What a call hears that comes too late.
constexpr char kShuttingDown[] = "the server is shutting down";

// A method that is served. Must outlive the queues that it is served on.
struct UnaryMethod {
  using Writer = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
  using Handler = std::function<grpc::Status(grpc::ServerContext& context,
                                             const grpc::ByteBuffer& request,
                                             grpc::ByteBuffer& response)>;

  // Asks the service for the next call: its generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     Writer* writer, grpc::ServerCompletionQueue* queue,
                     void* tag)>
      request_next;
  // Fills `response` where it returns OK. Runs in the queue's thread, or in a
  // batch thread.
  Handler handle;
  // Whether a call counts as one in flight and is refused past their limit.
  bool is_limited = false;
  // Whether a call is to proceed in a batch thread. Where there is such a
  // function, `handle` may ask whether the call was cancelled.
  bool (*is_long)(const grpc::ByteBuffer& request) = nullptr;
  // Where its calls are counted.
  ObservedMethod observed = {};
  // Told of a call that is refused, where there is such a function.
  std::function<void(grpc::ServerContext& context, const grpc::Status& status)>
      on_refused = nullptr;
};

// Owns itself: it waits for a call, starts its successor, answers, and ends
// with the answer.
class UnaryCall final : public Tag {
 public:
  static void WaitForNext(const UnaryMethod& method, CallQueue& queue);

  void Proceed(bool ok) override;

 private:
  // What it does when it proceeds.
  enum class Next : std::uint8_t { kArrive, kAnswer, kEnd };

  // When gRPC knows that the call is over, whoever ended it.
  class DoneTag final : public Tag {
   public:
    explicit DoneTag(UnaryCall& call) : call_(call) {}
    void Proceed(bool ok) override;

   private:
    UnaryCall& call_;
  };

  UnaryCall(const UnaryMethod& method, CallQueue& queue);
  ~UnaryCall() = default;

  // In the order in which a call goes through them. By the thread of the queue,
  // Answer also by a batch thread, after which the call may be gone.
  void Arrive();
  void Answer();
  void Shed(Refusal refusal, const char* why);
  void Refuse(Refusal refusal, const grpc::Status& status);
  void Respond(const grpc::Status& status, const grpc::ByteBuffer& response);
  void End();

  const UnaryMethod& method_;
  CallQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  UnaryMethod::Writer writer_;
  DoneTag done_tag_;
  RpcObserver observer_;
  Next next_ = Next::kArrive;
  CallQueue::Era era_ = CallQueue::Era::kServing;
  bool is_in_flight_ = false;
  // Whether gRPC will not call the done tag any more.
  bool is_done_ = true;
  bool has_ended_ = false;
};

}  // namespace server

#endif  // SERVER_RPC_UNARY_CALL_H_

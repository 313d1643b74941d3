// A call that a thread answers: its request, its context, and the memory of its
// messages.

#ifndef SERVER_RPC_SERVER_CALL_H_
#define SERVER_RPC_SERVER_CALL_H_

#include <grpc/support/time.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "server/rpc/call_arena.h"
#include "server/rpc/codec.h"
#include "server/rpc/worker.h"

namespace server {

// Belongs to the thread of its worker.
class ServerCall {
 public:
  // All must outlive it.
  ServerCall(Worker& worker, grpc::ServerContext& context,
             const grpc::ByteBuffer& request)
      : worker_(&worker), context_(context), request_(request) {}
  ~ServerCall() { FreeMessages(); }

  ServerCall(const ServerCall&) = delete;
  ServerCall& operator=(const ServerCall&) = delete;

  Worker& worker() const { return *worker_; }
  grpc::ServerContext& context() const { return context_; }
  // The bytes of the request.
  const grpc::ByteBuffer& request() const { return request_; }

  // By the clock that gRPC counts deadlines by, which goes on whatever becomes
  // of the time of day.
  bool DeadlineHasPassed() const {
    const gpr_timespec deadline =
        gpr_convert_clock_type(context_.raw_deadline(), GPR_CLOCK_MONOTONIC);
    return gpr_time_cmp(deadline, gpr_now(GPR_CLOCK_MONOTONIC)) <= 0;
  }

  // The request as the method's message, parsed the first time that it is asked
  // for; INVALID_ARGUMENT where it is none. Always to be asked for as the same
  // type. Lives as long as this.
  template <typename Message>
  absl::StatusOr<const Message*> Read() {
    if (message_ == nullptr) {
      message_ = &Create<Message>();
      parsed_ = Decode(request_, *message_);
    }
    if (!parsed_.ok()) return parsed_;
    return static_cast<const Message*>(message_);
  }

  // A message that lives as long as this.
  template <typename Message>
  Message& Create() {
    if (arena_ == nullptr) arena_ = worker_->TakeArena();
    return arena_->Create<Message>();
  }

  // Frees the messages. The request is parsed again when it is asked for.
  void FreeMessages() {
    message_ = nullptr;
    if (arena_ != nullptr) worker_->GiveBack(std::move(arena_));
  }

  // Hands it, and what it has read, to the thread of another worker.
  void MoveTo(Worker& worker) { worker_ = &worker; }

 private:
  Worker* worker_;
  grpc::ServerContext& context_;
  const grpc::ByteBuffer& request_;
  // Null until it has a message.
  std::unique_ptr<CallArena> arena_;
  google::protobuf::MessageLite* message_ = nullptr;
  absl::Status parsed_;
};

}  // namespace server

#endif  // SERVER_RPC_SERVER_CALL_H_

// The calls of one thread: its completion queue, and how many of them wait for
// their answer.

#ifndef SERVER_CALL_QUEUE_H_
#define SERVER_CALL_QUEUE_H_

#include <grpcpp/completion_queue.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace server {

class CallQueue {
 public:
  explicit CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue)
      : queue_(std::move(queue)) {}

  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  grpc::ServerCompletionQueue* grpc() { return queue_.get(); }

  // Proceeds with what the queue hands back until it has been shut down and is
  // empty.
  void Run();

  // By the thread of the queue: when it is handed a call, and when that call's
  // answer has been written or given up. False where the call is to be refused
  // because the server is ending.
  bool BeginCall() {
    ++under_way_;
    return !ending_;
  }
  void EndCall() { --under_way_; }

  // By any thread: refuses calls from now on. Once nothing is under way after
  // it, all that was accepted has been answered.
  void RefuseCalls() { ending_ = true; }
  bool HasCallsUnderWay() const { return under_way_ != 0; }

 private:
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  // Sequentially consistent, both: either the end sees a call under way, or
  // that call sees the end.
  std::atomic<std::int64_t> under_way_ = 0;
  std::atomic<bool> ending_ = false;
};

}  // namespace server

#endif  // SERVER_CALL_QUEUE_H_

// The calls of one thread: its completion queue, and how many of them wait for
// their answer.

#ifndef SERVER_RPC_CALL_QUEUE_H_
#define SERVER_RPC_CALL_QUEUE_H_

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "server/resources/memory_guard.h"
#include "server/rpc/batch_threads.h"
#include "server/rpc/in_flight.h"
#include "server/rpc/tag.h"

namespace server {

class CallQueue {
 public:
  // The others are shared by all queues and must outlive this.
  CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue,
            InFlight& in_flight, const MemoryGuard& memory,
            BatchThreads& batch_threads);

  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  grpc::ServerCompletionQueue* grpc() { return queue_.get(); }

  // Where calls proceed that would hold up the thread of the queue.
  BatchThreads& batch_threads() { return batch_threads_; }

  // Whether there is memory for another call.
  const MemoryGuard& memory() const { return memory_; }

  // Proceeds with what the queue hands back until it has been shut down and is
  // empty.
  void Run();

  // By any thread, after gRPC's server was shut down, and once: lets Run return
  // when it is through with all that came before.
  void ShutDownAfterAll();

  // By the thread of the queue, all up to the next comment.

  // A call whose answer is due. From one Begin to its End the server does not
  // end; where it began to end before, the call is to be refused.
  enum class Era : std::uint8_t { kServing, kDraining };
  struct Begun {
    Era era;
    bool refused;
  };
  Begun BeginCall() {
    const Era era = era_;
    ++under_way_[static_cast<std::size_t>(era)];
    return {era, refusing_};
  }
  // When the answer has been written or given up.
  void EndCall(Era era) { --under_way_[static_cast<std::size_t>(era)]; }

  // Room among the calls in flight: no work is done for a call without.
  InFlight::Share& in_flight() { return in_flight_; }

  // By any thread, as the server ends: first the calls under way are told apart
  // from those that come later, then those are refused. Once nothing is under
  // way after that, all that was accepted has been answered.
  void BeginDraining() { era_ = Era::kDraining; }
  bool HasCallsFromBeforeDraining() const { return under_way_[0] != 0; }
  void RefuseCalls() { refusing_ = true; }
  bool HasCallsUnderWay() const {
    return under_way_[0] != 0 || under_way_[1] != 0;
  }

 private:
  class ShutdownTag final : public Tag {
   public:
    explicit ShutdownTag(grpc::CompletionQueue& queue) : queue_(queue) {}
    void Proceed(bool /*ok*/) override { queue_.Shutdown(); }

   private:
    grpc::CompletionQueue& queue_;
  };

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  const MemoryGuard& memory_;
  BatchThreads& batch_threads_;
  InFlight::Share in_flight_;
  // Comes out of the queue after all calls. They must not be answered through a
  // queue that was shut down.
  grpc::Alarm last_;
  ShutdownTag shutdown_tag_;
  // Sequentially consistent, all: either the end sees a call under way, or that
  // call sees the end.
  std::array<std::atomic<std::int64_t>, 2> under_way_ = {0, 0};
  std::atomic<Era> era_ = Era::kServing;
  std::atomic<bool> refusing_ = false;
};

}  // namespace server

#endif  // SERVER_RPC_CALL_QUEUE_H_

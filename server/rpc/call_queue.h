// A completion queue, the worker of its thread, and a count of its calls.

#ifndef SERVER_RPC_CALL_QUEUE_H_
#define SERVER_RPC_CALL_QUEUE_H_

#include <grpc/support/time.h>
#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "server/metrics/call_metrics.h"
#include "server/resources/memory_guard.h"
#include "server/rpc/batch_threads.h"
#include "server/rpc/heartbeat.h"
#include "server/rpc/in_flight.h"
#include "server/rpc/tag.h"
#include "server/rpc/worker.h"

namespace server {

// The parts that all queues of a server share. Must outlive them.
struct SharedByQueues {
  InFlight in_flight;
  MemoryGuard memory;
  BatchThreads batch_threads;
  // Null: nothing is counted.
  CallMetrics* metrics;
};

class CallQueue {
 public:
  CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue,
            SharedByQueues& shared)
      : queue_(std::move(queue)), shared_(shared), worker_(shared.metrics) {}

  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  grpc::ServerCompletionQueue* grpc() { return queue_.get(); }
  SharedByQueues& shared() const { return shared_; }

  // Proceeds with what the queue hands back until it has been shut down and is
  // empty. The thread that calls it is the thread of the queue.
  void Run() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok);
  }

  // Lets Run return once it has handled all that the queue has. To be called
  // once, by any thread, after gRPC's server was shut down.
  void ShutDownAfterAll() {
    heartbeat_.End();
    // Cancelled and not left to expire: gRPC's timers wait by the time of day,
    // and where that was set back they are as late.
    last_.Set(queue_.get(), gpr_inf_future(GPR_CLOCK_MONOTONIC), &on_last_);
    last_.Cancel();
  }

  // Whether the thread of the queue goes on, see Heartbeat. Thread-safe.
  bool Beats() { return heartbeat_.Beats(); }

  // By the thread of the queue, all up to the next comment.

  Worker& worker() { return worker_; }

  // When a call came that is to be answered: before or during the drain. From
  // BeginCall to EndCall the server does not end.
  enum class Phase : std::uint8_t { kServing, kDraining };
  struct Arrival {
    Phase phase;
    // Whether it came too late and is to be refused.
    bool refused;
  };
  Arrival BeginCall() {
    const Phase phase = phase_;
    ++under_way_[static_cast<std::size_t>(phase)];
    return {phase, refusing_};
  }
  // When the answer has been written or given up.
  void EndCall(Phase phase) { --under_way_[static_cast<std::size_t>(phase)]; }

  // By any thread, as the server ends: first the calls under way are told apart
  // from those that come later, then those are refused. Once nothing is under
  // way after that, all that was accepted has been answered.
  void BeginDraining() { phase_ = Phase::kDraining; }
  bool HasCallsFromBeforeDraining() const { return under_way_[0] != 0; }
  void RefuseCalls() { refusing_ = true; }
  bool HasCallsUnderWay() const {
    return under_way_[0] != 0 || under_way_[1] != 0;
  }

 private:
  void ShutDown(bool /*ok*/) { queue_->Shutdown(); }

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  SharedByQueues& shared_;
  Worker worker_;
  Heartbeat heartbeat_{queue_.get()};
  // Comes out of the queue after all calls. They must not be answered through a
  // queue that was shut down.
  grpc::Alarm last_;
  Tag on_last_ = Tag::For<&CallQueue::ShutDown>(*this);
  // By phase. Sequentially consistent, all: either the end sees a call under
  // way, or that call sees the end.
  std::array<std::atomic<std::int64_t>, 2> under_way_ = {0, 0};
  std::atomic<Phase> phase_ = Phase::kServing;
  std::atomic<bool> refusing_ = false;
};

}  // namespace server

#endif  // SERVER_RPC_CALL_QUEUE_H_

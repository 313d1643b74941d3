#include "server/rpc/call_queue.h"

#include <grpc/support/time.h>

#include <utility>

namespace server {

CallQueue::CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue,
                     SharedByQueues& shared)
    : queue_(std::move(queue)), shared_(shared), worker_(shared.metrics) {}

void CallQueue::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok);
}

void CallQueue::ShutDownAfterAll() {
  // Cancelled and not left to expire: gRPC's timers wait by the time of day,
  // and where that was set back they are as late.
  last_.Set(queue_.get(), gpr_inf_future(GPR_CLOCK_MONOTONIC), &on_last_);
  last_.Cancel();
}

}  // namespace server

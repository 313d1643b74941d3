#include "server/call_queue.h"

#include <grpc/support/time.h>

#include <utility>

namespace server {

CallQueue::CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue,
                     InFlight& in_flight, BatchThreads& batch_threads)
    : queue_(std::move(queue)),
      batch_threads_(batch_threads),
      in_flight_(in_flight),
      shutdown_tag_(*queue_) {}

void CallQueue::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok);
}

void CallQueue::ShutDownAfterAll() {
  Tag* tag = &shutdown_tag_;
  last_.Set(queue_.get(), gpr_now(GPR_CLOCK_MONOTONIC), tag);
}

}  // namespace server

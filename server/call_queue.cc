#include "server/call_queue.h"

#include <grpc/support/time.h>

#include <utility>

namespace server {
namespace {

// After so many events the thread looks how many calls wait for it. gRPC keeps
// those that nobody asks for without limit and does not tell their number, so
// that the only way to know is to take them.
constexpr int kEventsBetweenLooks = 32;

// Taken in one look. More than are proceeded with between two looks, so that a
// flood is refused as it comes; not all, so that there is time to answer.
constexpr int kMostTaken = 128;

}  // namespace

CallQueue::CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue,
                     InFlight& in_flight, BatchThreads& batch_threads)
    : queue_(std::move(queue)),
      batch_threads_(batch_threads),
      in_flight_(in_flight) {}

void CallQueue::Run() {
  int events = 0;
  while (true) {
    if (++events > kEventsBetweenLooks) {
      events = 0;
      TakeWaiting();
    }
    void* tag = nullptr;
    bool ok = true;
    if (!postponed_.empty()) {
      tag = postponed_.front();
      postponed_.pop_front();
    } else {
      if (std::exchange(last_came_, false)) queue_->Shutdown();
      if (!queue_->Next(&tag, &ok)) return;
    }
    static_cast<Tag*>(tag)->Proceed(ok);
  }
}

void CallQueue::ShutDownAfterAll() {
  Tag* tag = &shutdown_tag_;
  last_.Set(queue_.get(), gpr_now(GPR_CLOCK_MONOTONIC), tag);
}

void CallQueue::TakeWaiting() {
  const gpr_timespec now = gpr_time_0(GPR_CLOCK_REALTIME);
  void* tag = nullptr;
  bool ok = false;
  taking_ = true;
  for (int i = 0; i < kMostTaken && queue_->AsyncNext(&tag, &ok, now) ==
                                        grpc::CompletionQueue::GOT_EVENT;
       ++i) {
    static_cast<Tag*>(tag)->Proceed(ok);
  }
  taking_ = false;
}

}  // namespace server

#include "server/rpc/unary_call.h"

#include "absl/strings/str_cat.h"

namespace server {

void UnaryCall::WaitForNext(const UnaryMethod& method, CallQueue& queue) {
  auto* call = new UnaryCall(method, queue);
  if (method.is_long != nullptr) {
    call->context_.AsyncNotifyWhenDone(&call->on_done_);
  }
  method.request_next(&call->context_, &call->request_, &call->writer_,
                      queue.grpc(), queue.grpc(), &call->on_arrival_);
}

UnaryCall::UnaryCall(const UnaryMethod& method, CallQueue& queue)
    : method_(method),
      queue_(queue),
      writer_(&context_),
      observer_(method.method) {}

void UnaryCall::OnArrival(bool ok) {
  if (!ok) {
    // No call came, so gRPC will not say that it is done either.
    delete this;
    return;
  }
  WaitForNext(method_, queue_);
  is_done_ = method_.is_long == nullptr;
  call_.emplace(queue_.worker(), context_, request_);
  observer_.Arrive(queue_.worker().counters(), request_.Length());
  const auto [phase, refused] = queue_.BeginCall();
  phase_ = phase;
  if (refused) {
    Refuse(Refusal::kDraining,
           grpc::Status(grpc::StatusCode::UNAVAILABLE, kShuttingDown));
    return;
  }
  if (!method_.is_limited) {
    Answer();
    return;
  }
  SharedByQueues& shared = queue_.shared();
  if (shared.memory.IsShort()) {
    Shed(Refusal::kMemory, "the server is short of memory");
    return;
  }
  is_in_flight_ = shared.in_flight.TryEnter();
  if (!is_in_flight_) {
    Shed(Refusal::kShed, "the server has too many calls in flight");
    return;
  }
  if (!MoveToBatchThread()) Answer();
}

bool UnaryCall::MoveToBatchThread() {
  if (method_.is_long == nullptr || !method_.is_long(*call_)) return false;
  BatchThreads& threads = queue_.shared().batch_threads;
  // Many calls can wait there, and what one has read is many times as large as
  // its bytes.
  if (threads.IsBusy()) call_->FreeMessages();
  return threads.TryAdd([this](Worker& worker) {
    call_->MoveTo(worker);
    Answer();
  });
}

void UnaryCall::Answer() {
  if (call_->DeadlineHasPassed()) {
    Refuse(Refusal::kExpired,
           grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                        "the deadline had passed before the call's turn"));
    return;
  }
  grpc::ByteBuffer response;
  const grpc::Status status = method_.answer(*call_, response);
  Respond(status, response);
}

void UnaryCall::Shed(Refusal refusal, const char* why) {
  context_.AddTrailingMetadata("grpc-retry-pushback-ms",
                               absl::StrCat(call_->worker().NextPushBackMs()));
  Refuse(refusal, grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, why));
}

void UnaryCall::Refuse(Refusal refusal, const grpc::Status& status) {
  observer_.Refuse(call_->worker().counters(), refusal);
  if (method_.on_refused) method_.on_refused(context_, status);
  Respond(status, {});
}

void UnaryCall::Respond(const grpc::Status& status,
                        const grpc::ByteBuffer& response) {
  observer_.Answer(call_->worker().counters(), status.error_code(),
                   response.Length());
  // Its memory is for the worker's next call.
  call_.reset();
  if (status.ok()) {
    writer_.Finish(response, status, &on_written_);
  } else {
    writer_.FinishWithError(status, &on_written_);
  }
}

void UnaryCall::OnWritten(bool /*ok*/) {
  if (is_in_flight_) queue_.shared().in_flight.Leave();
  queue_.EndCall(phase_);
  observer_.End(queue_.worker().counters());
  is_written_ = true;
  if (is_done_) delete this;
}

void UnaryCall::OnDone(bool /*ok*/) {
  is_done_ = true;
  if (is_written_) delete this;
}

}  // namespace server

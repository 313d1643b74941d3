#include "server/rpc/unary_call.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/rpc/deadline.h"

namespace server {
namespace {

// When a call that is refused should come again, in milliseconds: not all of
// them at the same time.
int NextPushBack() {
  constexpr int kLeast = 50;
  constexpr int kSpread = 101;
  constexpr int kStep = 37;
  thread_local int offset = 0;
  offset = (offset + kStep) % kSpread;
  return kLeast + offset;
}

}  // namespace

void UnaryCall::WaitForNext(const UnaryMethod& method, CallQueue& queue) {
  auto* call = new UnaryCall(method, queue);
  if (method.is_long != nullptr) {
    Tag* done_tag = &call->done_tag_;
    call->context_.AsyncNotifyWhenDone(done_tag);
  }
  Tag* tag = call;
  method.request_next(&call->context_, &call->request_, &call->writer_,
                      queue.grpc(), tag);
}

UnaryCall::UnaryCall(const UnaryMethod& method, CallQueue& queue)
    : method_(method),
      queue_(queue),
      writer_(&context_),
      done_tag_(*this),
      observer_(method.observed) {}

void UnaryCall::Proceed(bool ok) {
  switch (next_) {
    case Next::kArrive:
      if (ok) {
        Arrive();
      } else {
        // No call came, so gRPC will not say that it is done either.
        delete this;
      }
      break;
    case Next::kAnswer:
      Answer();
      break;
    case Next::kEnd:
      End();
      break;
  }
}

void UnaryCall::DoneTag::Proceed(bool /*ok*/) {
  call_.is_done_ = true;
  if (call_.has_ended_) delete &call_;
}

void UnaryCall::Arrive() {
  WaitForNext(method_, queue_);
  is_done_ = method_.is_long == nullptr;
  observer_.Arrive(request_.Length());
  const auto [era, refused] = queue_.BeginCall();
  era_ = era;
  if (refused) {
    Refuse(Refusal::kDraining,
           grpc::Status(grpc::StatusCode::UNAVAILABLE, kShuttingDown));
    return;
  }
  if (!method_.is_limited) {
    Answer();
    return;
  }
  if (queue_.memory().IsShort()) {
    Shed(Refusal::kMemory, "the server is short of memory");
    return;
  }
  is_in_flight_ = queue_.in_flight().Take();
  if (!is_in_flight_) {
    Shed(Refusal::kShed, "the server has too many calls in flight");
  } else if (method_.is_long != nullptr && method_.is_long(request_)) {
    next_ = Next::kAnswer;
    queue_.batch_threads().Proceed(*this);
  } else {
    Answer();
  }
}

void UnaryCall::Answer() {
  grpc::ByteBuffer response;
  if (DeadlineHasPassed(context_)) {
    Refuse(Refusal::kExpired,
           grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                        "the deadline had passed before the call's turn"));
    return;
  }
  const grpc::Status status = method_.handle(context_, request_, response);
  Respond(status, response);
}

void UnaryCall::Shed(Refusal refusal, const char* why) {
  context_.AddTrailingMetadata("grpc-retry-pushback-ms",
                               absl::StrCat(NextPushBack()));
  Refuse(refusal, grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, why));
}

void UnaryCall::Refuse(Refusal refusal, const grpc::Status& status) {
  observer_.Refuse(refusal);
  if (method_.on_refused) method_.on_refused(context_, status);
  Respond(status, {});
}

void UnaryCall::Respond(const grpc::Status& status,
                        const grpc::ByteBuffer& response) {
  next_ = Next::kEnd;
  observer_.Answer(status.error_code(), response.Length());
  Tag* tag = this;
  if (status.ok()) {
    writer_.Finish(response, status, tag);
  } else {
    writer_.FinishWithError(status, tag);
  }
}

void UnaryCall::End() {
  if (is_in_flight_) queue_.in_flight().GiveBack();
  queue_.EndCall(era_);
  observer_.End();
  has_ended_ = true;
  if (is_done_) delete this;
}

}  // namespace server

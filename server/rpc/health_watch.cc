#include "server/rpc/health_watch.h"

#include "absl/status/status.h"
#include "grpc/health/v1/health.pb.h"
#include "server/rpc/codec.h"

namespace server {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

HealthWatch::HealthWatch(HealthService& health,
                         grpc::ServerCompletionQueue* queue)
    : health_(health),
      queue_(queue),
      writer_(&context_),
      on_call_(*this, &HealthWatch::OnCall),
      on_written_(*this, &HealthWatch::OnWritten),
      on_done_(*this, &HealthWatch::OnDone),
      status_(HealthCheckResponse::SERVICE_UNKNOWN) {}

void HealthWatch::WaitForNext(HealthService& health,
                              grpc::ServerCompletionQueue* queue) {
  auto* watch = new HealthWatch(health, queue);
  Tag* on_done = &watch->on_done_;
  Tag* on_call = &watch->on_call_;
  watch->context_.AsyncNotifyWhenDone(on_done);
  health.grpc_service()->RequestWatch(&watch->context_, &watch->request_,
                                      &watch->writer_, queue, queue, on_call);
}

void HealthWatch::OnCall(bool ok) {
  if (!ok) {
    // No call came, so gRPC will not say that it is done either.
    delete this;
    return;
  }
  WaitForNext(health_, queue_);
  HealthCheckRequest request;
  const absl::Status decoded = Decode(request_, request);
  if (!decoded.ok()) {
    const absl::MutexLock lock(&mutex_);
    Finish(ToGrpcStatus(decoded));
    return;
  }
  service_ = request.service();
  health_.Add(this);
}

void HealthWatch::Tell(HealthService::Status status, bool last) {
  const absl::MutexLock lock(&mutex_);
  status_ = status;
  last_ = last;
  Advance();
}

void HealthWatch::Advance() {
  if (under_way_ || finished_ || done_) return;
  Tag* on_written = &on_written_;
  if (written_ != status_) {
    HealthCheckResponse response;
    response.set_status(status_);
    written_ = status_;
    under_way_ = true;
    writer_.Write(Encode(response), on_written);
  } else if (last_) {
    Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, kShuttingDown));
  }
}

void HealthWatch::Finish(const grpc::Status& status) {
  Tag* on_written = &on_written_;
  finished_ = true;
  under_way_ = true;
  writer_.Finish(status, on_written);
}

void HealthWatch::OnWritten(bool /*ok*/) {
  // Where the peer has gone, OnDone says so.
  bool ended = false;
  {
    const absl::MutexLock lock(&mutex_);
    under_way_ = false;
    Advance();
    ended = done_ && !under_way_;
  }
  if (ended) End();
}

void HealthWatch::OnDone(bool /*ok*/) {
  bool ended = false;
  {
    const absl::MutexLock lock(&mutex_);
    done_ = true;
    ended = !under_way_;
  }
  if (ended) End();
}

// gRPC says that a call is done when its end has been framed. The server must
// not close the connection before what is under way has been sent as well.
void HealthWatch::End() {
  health_.Remove(this);
  delete this;
}

}  // namespace server

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
      status_(HealthCheckResponse::SERVICE_UNKNOWN) {}

void HealthWatch::WaitForNext(HealthService& health,
                              grpc::ServerCompletionQueue* queue) {
  auto* watch = new HealthWatch(health, queue);
  watch->context_.AsyncNotifyWhenDone(&watch->on_done_);
  health.grpc_service()->RequestWatch(&watch->context_, &watch->request_,
                                      &watch->writer_, queue, queue,
                                      &watch->on_arrival_);
}

void HealthWatch::OnArrival(bool ok) {
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

void HealthWatch::Tell(HealthService::Status status, bool is_last) {
  const absl::MutexLock lock(&mutex_);
  status_ = status;
  is_last_ = is_last;
  Advance();
}

void HealthWatch::Advance() {
  if (is_writing_ || is_finished_ || is_done_) return;
  if (written_status_ != status_) {
    HealthCheckResponse response;
    response.set_status(status_);
    written_status_ = status_;
    is_writing_ = true;
    writer_.Write(Encode(response), &on_written_);
  } else if (is_last_) {
    Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, kShuttingDown));
  }
}

void HealthWatch::Finish(const grpc::Status& status) {
  is_finished_ = true;
  is_writing_ = true;
  writer_.Finish(status, &on_written_);
}

void HealthWatch::OnWritten(bool /*ok*/) {
  // Where the peer has gone, OnDone says so.
  bool ended = false;
  {
    const absl::MutexLock lock(&mutex_);
    is_writing_ = false;
    Advance();
    ended = is_done_ && !is_writing_;
  }
  if (ended) End();
}

void HealthWatch::OnDone(bool /*ok*/) {
  bool ended = false;
  {
    const absl::MutexLock lock(&mutex_);
    is_done_ = true;
    ended = !is_writing_;
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

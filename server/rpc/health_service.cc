#include "server/rpc/health_service.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>

#include <optional>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "server/rpc/codec.h"
#include "server/rpc/tag.h"

namespace server {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::health::v1::HealthListRequest;
using grpc::health::v1::HealthListResponse;

constexpr absl::string_view kServices[] = {
    "", conversations::authz::v1::AuthorizationService::service_full_name()};

bool IsKnown(absl::string_view service) {
  return absl::c_linear_search(kServices, service);
}

}  // namespace

// One call of Health.Watch. Owns itself: it waits for a call, starts its
// successor, writes the status now and at each change, and ends when the call
// is done and nothing is under way.
class HealthService::Watch {
 public:
  static void WaitForNext(HealthService& health,
                          grpc::ServerCompletionQueue* queue) {
    auto* watch = new Watch(health, queue);
    watch->context_.AsyncNotifyWhenDone(&watch->on_done_);
    health.raw_.RequestWatch(&watch->context_, &watch->request_,
                             &watch->writer_, queue, queue,
                             &watch->on_arrival_);
  }

  // Writes or finishes if there is something to say and nothing under way.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(health_.mutex_) {
    if (is_writing_ || is_finished_ || is_done_) return;
    const Status status = IsKnown(service_)
                              ? health_.status_
                              : HealthCheckResponse::SERVICE_UNKNOWN;
    if (written_status_ != status) {
      HealthCheckResponse response;
      response.set_status(status);
      written_status_ = status;
      is_writing_ = true;
      writer_.Write(Encode(response), &on_written_);
    } else if (health_.ended_) {
      Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, kShuttingDown));
    }
  }

  // Tells the compiler that the mutex is this watch's, too.
  void AssertMutexHeld() const ABSL_ASSERT_EXCLUSIVE_LOCK(health_.mutex_) {
    health_.mutex_.AssertHeld();
  }

 private:
  Watch(HealthService& health, grpc::ServerCompletionQueue* queue)
      : health_(health), queue_(queue), writer_(&context_) {}
  ~Watch() = default;

  void OnArrival(bool ok) {
    if (!ok) {
      // No call came, so gRPC will not say that it is done either.
      delete this;
      return;
    }
    WaitForNext(health_, queue_);
    HealthCheckRequest request;
    const absl::Status decoded = Decode(request_, request);
    service_ = request.service();
    const absl::MutexLock lock(&health_.mutex_);
    health_.watches_.insert(this);
    if (decoded.ok()) {
      Advance();
    } else {
      Finish(ToGrpcStatus(decoded));
    }
  }

  void Finish(const grpc::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(health_.mutex_) {
    is_finished_ = true;
    is_writing_ = true;
    writer_.Finish(status, &on_written_);
  }

  // When what was under way has been written or given up. Where the peer has
  // gone, OnDone says so.
  void OnWritten(bool /*ok*/) {
    {
      const absl::MutexLock lock(&health_.mutex_);
      is_writing_ = false;
      Advance();
    }
    EndIfOver();
  }

  // When gRPC knows that the call is over.
  void OnDone(bool /*ok*/) {
    {
      const absl::MutexLock lock(&health_.mutex_);
      is_done_ = true;
    }
    EndIfOver();
  }

  // gRPC says that a call is done when its end has been framed. The server must
  // not close the connection before what is under way has been sent as well.
  void EndIfOver() {
    {
      const absl::MutexLock lock(&health_.mutex_);
      if (is_writing_ || !is_done_) return;
      health_.watches_.erase(this);
    }
    delete this;
  }

  HealthService& health_;
  grpc::ServerCompletionQueue* const queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Tag on_arrival_ = Tag::For<&Watch::OnArrival>(*this);
  Tag on_written_ = Tag::For<&Watch::OnWritten>(*this);
  Tag on_done_ = Tag::For<&Watch::OnDone>(*this);
  // The service that is asked about.
  std::string service_;
  std::optional<Status> written_status_ ABSL_GUARDED_BY(health_.mutex_);
  bool is_writing_ ABSL_GUARDED_BY(health_.mutex_) = false;
  bool is_finished_ ABSL_GUARDED_BY(health_.mutex_) = false;
  bool is_done_ ABSL_GUARDED_BY(health_.mutex_) = false;
};

HealthService::HealthService() : status_(HealthCheckResponse::NOT_SERVING) {
  check_.method = RpcMethod::kHealthCheck;
  check_.request_next = [this](auto*... arguments) {
    raw_.RequestCheck(arguments...);
  };
  check_.answer = [this](ServerCall& call, grpc::ByteBuffer& response) {
    return Check(call, response);
  };
  list_.method = RpcMethod::kHealthList;
  list_.request_next = [this](auto*... arguments) {
    raw_.RequestList(arguments...);
  };
  list_.answer = [this](ServerCall& call, grpc::ByteBuffer& response) {
    return List(call, response);
  };
}

void HealthService::ServeOn(CallQueue& queue) {
  UnaryCall::WaitForNext(check_, queue);
  UnaryCall::WaitForNext(list_, queue);
  Watch::WaitForNext(*this, queue.grpc());
}

bool HealthService::is_serving() const {
  const absl::MutexLock lock(&mutex_);
  return status_ == HealthCheckResponse::SERVING;
}

void HealthService::SetServing(bool serving) {
  const absl::MutexLock lock(&mutex_);
  status_ =
      serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  TellWatches();
}

void HealthService::EndWatches() {
  const absl::MutexLock lock(&mutex_);
  status_ = HealthCheckResponse::NOT_SERVING;
  ended_ = true;
  TellWatches();
}

bool HealthService::HasWatches() const {
  const absl::MutexLock lock(&mutex_);
  return !watches_.empty();
}

grpc::Status HealthService::Check(ServerCall& call,
                                  grpc::ByteBuffer& response) const {
  const auto request = call.Read<HealthCheckRequest>();
  if (!request.ok()) return ToGrpcStatus(request.status());
  if (!IsKnown((*request)->service())) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "unknown service");
  }
  auto& answer = call.Create<HealthCheckResponse>();
  {
    const absl::MutexLock lock(&mutex_);
    answer.set_status(status_);
  }
  Encode(answer).Swap(&response);
  return grpc::Status::OK;
}

grpc::Status HealthService::List(ServerCall& call,
                                 grpc::ByteBuffer& response) const {
  const auto request = call.Read<HealthListRequest>();
  if (!request.ok()) return ToGrpcStatus(request.status());
  auto& answer = call.Create<HealthListResponse>();
  {
    const absl::MutexLock lock(&mutex_);
    for (const absl::string_view service : kServices) {
      (*answer.mutable_statuses())[std::string(service)].set_status(status_);
    }
  }
  Encode(answer).Swap(&response);
  return grpc::Status::OK;
}

void HealthService::TellWatches() {
  for (Watch* watch : watches_) {
    watch->AssertMutexHeld();
    watch->Advance();
  }
}

}  // namespace server

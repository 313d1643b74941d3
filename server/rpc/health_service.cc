#include "server/rpc/health_service.h"

#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "server/rpc/codec.h"
#include "server/rpc/health_watch.h"

namespace server {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

bool IsKnown(absl::string_view service) {
  return service.empty() || service ==
                                conversations::authz::v1::AuthorizationService::
                                    service_full_name();
}

}  // namespace

HealthService::HealthService() : status_(HealthCheckResponse::NOT_SERVING) {
  check_.method = RpcMethod::kHealthCheck;
  check_.request_next = [this](grpc::ServerContext* context,
                               grpc::ByteBuffer* request,
                               UnaryMethod::Writer* writer,
                               grpc::ServerCompletionQueue* queue, void* tag) {
    service_.RequestCheck(context, request, writer, queue, queue, tag);
  };
  check_.answer = [this](ServerCall& call, grpc::ByteBuffer& response) {
    return Check(call, response);
  };
}

void HealthService::ServeOn(CallQueue& queue) {
  UnaryCall::WaitForNext(check_, queue);
  HealthWatch::WaitForNext(*this, queue.grpc());
}

void HealthService::SetServing(bool serving) {
  const absl::MutexLock lock(&mutex_);
  status_ =
      serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  TellAll();
}

void HealthService::EndWatches() {
  const absl::MutexLock lock(&mutex_);
  status_ = HealthCheckResponse::NOT_SERVING;
  ended_ = true;
  TellAll();
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

void HealthService::Add(HealthWatch* watch) {
  const absl::MutexLock lock(&mutex_);
  watches_.insert(watch);
  Tell(*watch);
}

void HealthService::Remove(HealthWatch* watch) {
  const absl::MutexLock lock(&mutex_);
  watches_.erase(watch);
}

void HealthService::Tell(HealthWatch& watch) {
  watch.Tell(
      IsKnown(watch.service()) ? status_ : HealthCheckResponse::SERVICE_UNKNOWN,
      ended_);
}

void HealthService::TellAll() {
  for (HealthWatch* watch : watches_) Tell(*watch);
}

}  // namespace server

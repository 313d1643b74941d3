#include "server/rpc/health_service.h"

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

grpc::Status HandleCheck(const HealthService& health,
                         const grpc::ByteBuffer& request,
                         grpc::ByteBuffer& response) {
  HealthCheckRequest check;
  const absl::Status decoded = Decode(request, check);
  if (!decoded.ok()) return ToGrpcStatus(decoded);
  const auto status = health.StatusOf(check.service());
  if (!status.has_value()) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "unknown service");
  }
  HealthCheckResponse answer;
  answer.set_status(*status);
  response = Encode(answer);
  return grpc::Status::OK;
}

}  // namespace

HealthService::HealthService(CallMetrics* metrics)
    : check_({
          [this](grpc::ServerContext* context, grpc::ByteBuffer* request,
                 UnaryMethod::Writer* writer,
                 grpc::ServerCompletionQueue* queue, void* tag) {
            service_.RequestCheck(context, request, writer, queue, queue, tag);
          },
          [this](const grpc::ServerContext&, const grpc::ByteBuffer& request,
                 grpc::ByteBuffer& response) {
            return HandleCheck(*this, request, response);
          },
          /*is_limited=*/false,
          /*is_long=*/nullptr,
          {metrics, RpcMethod::kHealthCheck},
      }),
      status_(HealthCheckResponse::NOT_SERVING) {}

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

std::optional<HealthService::Status> HealthService::StatusOf(
    absl::string_view service) const {
  if (!IsKnown(service)) return std::nullopt;
  const absl::MutexLock lock(&mutex_);
  return status_;
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

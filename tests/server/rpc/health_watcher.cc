#include "tests/server/rpc/health_watcher.h"

#include "tests/server/support/wire_client.h"

namespace server {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

HealthWatcher::HealthWatcher(const std::shared_ptr<grpc::Channel>& channel,
                             const std::string& service)
    : stub_(Health::NewStub(channel)) {
  HealthCheckRequest request;
  request.set_service(service);
  SetTestDeadline(context_);
  reader_ = stub_->Watch(&context_, request);
}

std::string HealthWatcher::Next() {
  HealthCheckResponse response;
  return reader_->Read(&response)
             ? HealthCheckResponse::ServingStatus_Name(response.status())
             : "end";
}

}  // namespace server

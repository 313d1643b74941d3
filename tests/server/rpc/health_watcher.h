// A client of Health.Watch.

#ifndef TESTS_SERVER_RPC_HEALTH_WATCHER_H_
#define TESTS_SERVER_RPC_HEALTH_WATCHER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include <memory>
#include <string>

#include "grpc/health/v1/health.grpc.pb.h"

namespace server {

// A stream of the changes of a service's status.
class HealthWatcher {
 public:
  explicit HealthWatcher(const std::shared_ptr<grpc::Channel>& channel,
                         const std::string& service = "");

  // "SERVING" and the like, or "end". Waits for it.
  std::string Next();

  // Gives it up, as a client that goes away does.
  void Cancel() { context_.TryCancel(); }

  // How it ended.
  grpc::Status Finish() { return reader_->Finish(); }

 private:
  const std::unique_ptr<grpc::health::v1::Health::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<grpc::health::v1::HealthCheckResponse>>
      reader_;
};

}  // namespace server

#endif  // TESTS_SERVER_RPC_HEALTH_WATCHER_H_

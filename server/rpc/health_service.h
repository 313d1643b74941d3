// Serves grpc.health.v1.Health on the server's own completion queues.
//
// Our own and not gRPC's: that one has no descriptor, so it cannot be called
// through reflection, and runs on threads of its own.

#ifndef SERVER_RPC_HEALTH_SERVICE_H_
#define SERVER_RPC_HEALTH_SERVICE_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <unordered_set>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/server_call.h"
#include "server/rpc/unary_call.h"

namespace server {

// Knows the server as a whole, "", and AuthorizationService by its full name;
// both have the same status. Thread-safe.
class HealthService {
 public:
  // NOT_SERVING at first.
  HealthService();

  HealthService(const HealthService&) = delete;
  HealthService& operator=(const HealthService&) = delete;

  // To be registered with gRPC.
  grpc::Service* grpc_service() { return &raw_; }

  // Starts to take calls on the queue. Once per queue, after the server
  // started.
  void ServeOn(CallQueue& queue);

  bool is_serving() const;
  // Tells watchers too.
  void SetServing(bool serving);

  // Tells watchers that the server is NOT_SERVING and ends their streams, which
  // would keep the server from shutting down.
  void EndWatches();
  bool HasWatches() const;

 private:
  class Watch;
  using Health = grpc::health::v1::Health;
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  grpc::Status Check(ServerCall& call, grpc::ByteBuffer& response) const;
  grpc::Status List(ServerCall& call, grpc::ByteBuffer& response) const;
  void TellWatches() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Health::WithRawMethod_Check<
      Health::WithRawMethod_List<Health::WithRawMethod_Watch<Health::Service>>>
      raw_;
  UnaryMethod check_;
  UnaryMethod list_;
  mutable absl::Mutex mutex_;
  Status status_ ABSL_GUARDED_BY(mutex_);
  // Whether streams are to end with the status.
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::unordered_set<Watch*> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_RPC_HEALTH_SERVICE_H_

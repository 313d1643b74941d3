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

class HealthWatch;

// Knows the server as a whole, "", and AuthorizationService by its full name;
// both have the same status. Thread-safe.
class HealthService {
 public:
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;
  using RawService = grpc::health::v1::Health::WithRawMethod_Check<
      grpc::health::v1::Health::WithRawMethod_Watch<
          grpc::health::v1::Health::Service>>;

  // NOT_SERVING at first.
  HealthService();

  HealthService(const HealthService&) = delete;
  HealthService& operator=(const HealthService&) = delete;

  RawService* grpc_service() { return &service_; }

  // Starts to take calls on the queue. Once per queue, after the server
  // started.
  void ServeOn(CallQueue& queue);

  // Tells watchers too.
  void SetServing(bool serving);

  // Tells watchers that the server is NOT_SERVING and ends their streams, which
  // would keep the server from shutting down.
  void EndWatches();
  bool HasWatches() const;

 private:
  friend class HealthWatch;

  grpc::Status Check(ServerCall& call, grpc::ByteBuffer& response) const;

  // From Add to Remove a watch is told of the status, and must exist.
  void Add(HealthWatch* watch);
  void Remove(HealthWatch* watch);
  void Tell(HealthWatch& watch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TellAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  RawService service_;
  UnaryMethod check_;
  mutable absl::Mutex mutex_;
  Status status_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::unordered_set<HealthWatch*> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_RPC_HEALTH_SERVICE_H_

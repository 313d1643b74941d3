// One call of Health.Watch, which streams the status of a service.

#ifndef SERVER_RPC_HEALTH_WATCH_H_
#define SERVER_RPC_HEALTH_WATCH_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/rpc/health_service.h"
#include "server/rpc/tag.h"

namespace server {

// Owns itself: it waits for a call, starts its successor, writes the status now
// and at each change, and ends when the call is done and nothing is under way.
class HealthWatch {
 public:
  static void WaitForNext(HealthService& health,
                          grpc::ServerCompletionQueue* queue);

  // Says what the status is from now on, and whether the stream is to end with
  // it. Called by any thread, between HealthService's Add and Remove.
  void Tell(HealthService::Status status, bool is_last);

  // The service that is asked about.
  const std::string& service() const { return service_; }

 private:
  HealthWatch(HealthService& health, grpc::ServerCompletionQueue* queue);
  ~HealthWatch() = default;

  void OnArrival(bool ok);
  // When what was under way has been written or given up.
  void OnWritten(bool ok);
  // When gRPC knows that the call is over.
  void OnDone(bool ok);
  // Writes or finishes if there is something to say and nothing under way.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Finish(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Deletes this.
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

  HealthService& health_;
  grpc::ServerCompletionQueue* const queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  std::string service_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Tag on_arrival_ = Tag::For<&HealthWatch::OnArrival>(*this);
  Tag on_written_ = Tag::For<&HealthWatch::OnWritten>(*this);
  Tag on_done_ = Tag::For<&HealthWatch::OnDone>(*this);

  absl::Mutex mutex_;
  HealthService::Status status_ ABSL_GUARDED_BY(mutex_);
  bool is_last_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<HealthService::Status> written_status_ ABSL_GUARDED_BY(mutex_);
  // Whether something is being written.
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_done_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace server

#endif  // SERVER_RPC_HEALTH_WATCH_H_

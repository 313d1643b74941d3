// One call of Health.Watch.

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
  void Tell(HealthService::Status status, bool last);

  // The service that is asked about.
  const std::string& service() const { return service_; }

 private:
  // An operation of this call, as the completion queue knows it.
  class Operation final : public Tag {
   public:
    using Method = void (HealthWatch::*)(bool ok);
    Operation(HealthWatch& watch, Method method)
        : watch_(watch), method_(method) {}
    void Proceed(bool ok) override { (watch_.*method_)(ok); }

   private:
    HealthWatch& watch_;
    const Method method_;
  };

  HealthWatch(HealthService& health, grpc::ServerCompletionQueue* queue);
  ~HealthWatch() = default;

  void OnCall(bool ok);
  void OnWritten(bool ok);
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
  Operation on_call_;
  Operation on_written_;
  Operation on_done_;

  absl::Mutex mutex_;
  HealthService::Status status_ ABSL_GUARDED_BY(mutex_);
  bool last_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<HealthService::Status> written_ ABSL_GUARDED_BY(mutex_);
  bool under_way_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace server

#endif  // SERVER_RPC_HEALTH_WATCH_H_

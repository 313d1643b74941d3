// Tells whether the thread of a completion queue still takes from it.

#ifndef SERVER_RPC_HEARTBEAT_H_
#define SERVER_RPC_HEARTBEAT_H_

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <chrono>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/rpc/tag.h"

namespace server {

// Costs calls nothing: only whoever asks puts something into the queue.
// Thread-safe.
class Heartbeat {
 public:
  // A thread that has taken nothing for `max_pause` stands still. `queue` must
  // give back what it has of this before this ends.
  explicit Heartbeat(grpc::CompletionQueue* queue,
                     std::chrono::seconds max_pause = std::chrono::seconds(5))
      : queue_(queue), max_pause_(max_pause) {}

  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  // Where nothing of this is in the queue, puts something there. Returns false
  // where it has been there for the max pause: so a thread that stands still is
  // found by who asks twice, so far apart.
  bool Beats();

  // Lets Beats do nothing more. To be called before the queue is shut down.
  void End();

 private:
  using Clock = std::chrono::steady_clock;

  void OnTaken(bool ok);

  grpc::CompletionQueue* const queue_;
  const std::chrono::seconds max_pause_;
  Tag on_taken_ = Tag::For<&Heartbeat::OnTaken>(*this);
  absl::Mutex mutex_;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mutex_);
  bool has_ended_ ABSL_GUARDED_BY(mutex_) = false;
  // While something of this is in the queue, since when.
  std::optional<Clock::time_point> waits_since_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_RPC_HEARTBEAT_H_

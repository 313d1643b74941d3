#include "server/rpc/heartbeat.h"

#include <grpc/support/time.h>

namespace server {

bool Heartbeat::Beats() {
  const absl::MutexLock lock(&mutex_);
  if (waits_since_.has_value()) {
    return Clock::now() - *waits_since_ < max_pause_;
  }
  if (has_ended_) return true;
  waits_since_ = Clock::now();
  // Cancelled and not left to expire, since gRPC's timers wait by the time of
  // day.
  alarm_.Set(queue_, gpr_inf_future(GPR_CLOCK_MONOTONIC), &on_taken_);
  alarm_.Cancel();
  return true;
}

void Heartbeat::End() {
  const absl::MutexLock lock(&mutex_);
  has_ended_ = true;
}

void Heartbeat::OnTaken(bool /*ok*/) {
  const absl::MutexLock lock(&mutex_);
  waits_since_.reset();
}

}  // namespace server

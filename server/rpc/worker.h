// The state that one thread answers calls with, one call after the other.

#ifndef SERVER_RPC_WORKER_H_
#define SERVER_RPC_WORKER_H_

#include <memory>

#include "server/metrics/call_metrics.h"
#include "server/reload/policy_store.h"
#include "server/rpc/call_arena.h"

namespace server {

// Each thread that answers calls has one, and no other thread uses it: nothing
// here takes a lock or writes memory that another thread reads, but for the
// counters, which whoever scrapes reads.
class Worker {
 public:
  // Counts in `metrics`, which must outlive it; null: nothing is counted.
  explicit Worker(CallMetrics* metrics)
      : counters_(metrics == nullptr ? nullptr : &metrics->AddThread()) {}

  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Null where nothing is counted.
  ThreadCounters* counters() const { return counters_; }

  // The policy that this thread used last: see PolicyStore::Update.
  PolicySnapshot& policy() { return policy_; }

  // An empty arena for the next call. To be given back when that call is
  // answered, to this worker or to the one that the call went to.
  std::unique_ptr<CallArena> TakeArena() {
    return arena_ != nullptr ? std::move(arena_)
                             : std::make_unique<CallArena>();
  }
  void GiveBack(std::unique_ptr<CallArena> arena) {
    arena->Reset();
    // The larger one of two, so that it fits the calls to come.
    if (arena_ == nullptr || arena_->kept_bytes() < arena->kept_bytes()) {
      arena_ = std::move(arena);
    }
  }

  // When a call that is refused should come again, in milliseconds, 50 to 150:
  // not all of them at the same time.
  int NextPushBackMs() {
    constexpr int kMin = 50;
    constexpr int kSpread = 101;
    constexpr int kStep = 37;
    push_back_ = (push_back_ + kStep) % kSpread;
    return kMin + push_back_;
  }

 private:
  ThreadCounters* const counters_;
  PolicySnapshot policy_;
  std::unique_ptr<CallArena> arena_;
  int push_back_ = 0;
};

}  // namespace server

#endif  // SERVER_RPC_WORKER_H_

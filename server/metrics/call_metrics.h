// What is counted of calls and of the decisions that they ask for.

#ifndef SERVER_METRICS_CALL_METRICS_H_
#define SERVER_METRICS_CALL_METRICS_H_

#include <cstdint>
#include <memory>
#include <thread>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/metrics/fact_paths.h"
#include "server/metrics/thread_counters.h"

namespace server {

// Thread-safe. Each thread counts in memory of its own, so that counting takes
// no lock and writes nothing that other threads write. Whoever wants to know
// adds up.
class CallMetrics {
 public:
  CallMetrics();

  CallMetrics(const CallMetrics&) = delete;
  CallMetrics& operator=(const CallMetrics&) = delete;

  // The counters that this thread, and no other, may write.
  ThreadCounters& OfThread() {
    struct Kept {
      std::uint64_t instance = 0;
      ThreadCounters* counters = nullptr;
    };
    thread_local Kept kept;
    if (kept.instance != instance_) kept = {instance_, &FindOrAdd()};
    return *kept.counters;  // NOLINT: set, as no instance is 0
  }

  FactPaths& fact_paths() { return fact_paths_; }
  const FactPaths& fact_paths() const { return fact_paths_; }

  // Adds what all threads have counted to `total`.
  void AddTo(ThreadCounters& total) const;

 private:
  ThreadCounters& FindOrAdd();

  // No other object of this process has it.
  const std::uint64_t instance_;
  FactPaths fact_paths_;
  mutable absl::Mutex mutex_;
  // Those of a thread that has ended stay, since what was counted stays; a
  // later thread of the same id goes on with them.
  std::unordered_map<std::thread::id, std::unique_ptr<ThreadCounters>> threads_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_METRICS_CALL_METRICS_H_

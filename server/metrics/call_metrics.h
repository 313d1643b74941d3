// What is counted of calls and of the decisions that they ask for.

#ifndef SERVER_METRICS_CALL_METRICS_H_
#define SERVER_METRICS_CALL_METRICS_H_

#include <memory>
#include <vector>

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
  CallMetrics() = default;

  CallMetrics(const CallMetrics&) = delete;
  CallMetrics& operator=(const CallMetrics&) = delete;

  // Counters for one more thread, which alone may write them. They live as long
  // as this, since what was counted stays.
  ThreadCounters& AddThread();

  FactPaths& fact_paths() { return fact_paths_; }
  const FactPaths& fact_paths() const { return fact_paths_; }

  // Adds what all threads have counted to `total`.
  void AddTo(ThreadCounters& total) const;

 private:
  FactPaths fact_paths_;
  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<ThreadCounters>> threads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace server

#endif  // SERVER_METRICS_CALL_METRICS_H_

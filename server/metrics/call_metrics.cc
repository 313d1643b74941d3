#include "server/metrics/call_metrics.h"

namespace server {

ThreadCounters& CallMetrics::AddThread() {
  const absl::MutexLock lock(&mutex_);
  threads_.push_back(std::make_unique<ThreadCounters>());
  threads_.back()->fact_paths = &fact_paths_;
  return *threads_.back();
}

void CallMetrics::AddTo(ThreadCounters& total) const {
  const absl::MutexLock lock(&mutex_);
  for (const auto& thread : threads_) total.Add(*thread);
}

}  // namespace server

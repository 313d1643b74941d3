#include "server/metrics/call_metrics.h"

#include <atomic>

namespace server {
namespace {

std::uint64_t NextInstance() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

CallMetrics::CallMetrics() : instance_(NextInstance()) {}

ThreadCounters& CallMetrics::FindOrAdd() {
  const absl::MutexLock lock(&mutex_);
  std::unique_ptr<ThreadCounters>& counters =
      threads_[std::this_thread::get_id()];
  if (counters == nullptr) counters = std::make_unique<ThreadCounters>();
  return *counters;
}

void CallMetrics::AddTo(ThreadCounters& total) const {
  const absl::MutexLock lock(&mutex_);
  for (const auto& thread : threads_) total.Add(*thread.second);
}

}  // namespace server

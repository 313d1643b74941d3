#include "server/metrics/call_metrics.h"

namespace server {
namespace {

template <std::size_t Size>
void AddAll(const std::array<Counter, Size>& from,
            std::array<Counter, Size>& to) {
  for (std::size_t i = 0; i < Size; ++i) to[i].Add(from[i].value());
}

}  // namespace

void RpcCounters::Add(const RpcCounters& other) {
  // What ends a call is read before what starts it, so that no call seems to
  // have ended that has not started.
  ended.Add(other.ended.value());
  AddAll(other.refused, refused);
  AddAll(other.handled, handled);
  latency.Add(other.latency);
  response_size.Add(other.response_size);
  request_size.Add(other.request_size);
  started.Add(other.started.value());
}

void ThreadCounters::Add(const ThreadCounters& other) {
  for (std::size_t i = 0; i < rpcs.size(); ++i) rpcs[i].Add(other.rpcs[i]);
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    AddAll(other.decisions[i], decisions[i]);
  }
  refused_callers.Add(other.refused_callers.value());
  malformed.Add(other.malformed.value());
  AddAll(other.missing_facts, missing_facts);
  batch_size.Add(other.batch_size);
}

ThreadCounters& CallMetrics::AddThread() {
  const absl::MutexLock lock(&mutex_);
  return *threads_.emplace_back(std::make_unique<ThreadCounters>());
}

void CallMetrics::AddTo(ThreadCounters& total) const {
  const absl::MutexLock lock(&mutex_);
  for (const auto& thread : threads_) total.Add(*thread);
}

}  // namespace server

#include "server/metrics/count_checks.h"

#include <array>
#include <cstddef>
#include <string>

#include "absl/base/attributes.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Whatever the number is, one that the array has: a number that the contract
// does not know counts as unspecified.
template <typename T, std::size_t kSize>
T& At(std::array<T, kSize>& array, int number) {
  const auto index = static_cast<std::size_t>(number);
  return array[index < kSize ? index : 0];
}

// Apart, so that decisions of other reasons have nothing to prepare.
ABSL_ATTRIBUTE_NOINLINE
void CountMissingFacts(CallMetrics& metrics, ThreadCounters& counters,
                       const v1::CheckResponse& decision) {
  for (const std::string& path : decision.missing_facts()) {
    counters.missing_facts[metrics.fact_paths().NumberOf(path)].Add(1);
  }
}

inline void CountDecision(CallMetrics& metrics, ThreadCounters& counters,
                          v1::Action action,
                          const v1::CheckResponse& decision) {
  At(At(counters.decisions, action), decision.reason()).Add(1);
  if (decision.reason() == v1::REASON_MISSING_FACTS) {
    CountMissingFacts(metrics, counters, decision);
  }
}

}  // namespace

void CountCheck(CallMetrics* metrics, const v1::CheckRequest& check,
                bool is_malformed, const v1::CheckResponse& decision) {
  if (metrics == nullptr) return;
  ThreadCounters& counters = metrics->OfThread();
  if (is_malformed) {
    counters.malformed.Add(1);
  } else {
    CountDecision(*metrics, counters, check.action(), decision);
  }
}

BatchCounter::BatchCounter(CallMetrics* metrics,
                           const v1::BatchCheckRequest& batch)
    : metrics_(metrics),
      counters_(metrics == nullptr ? nullptr : &metrics->OfThread()),
      batch_(batch),
      shared_action_(batch.shared().action()) {
  if (counters_ == nullptr) return;
  counters_->batch_size.Observe(
      static_cast<std::uint64_t>(batch.checks_size()));
}

void BatchCounter::CountNext(const v1::BatchCheckResult& result) {
  const v1::CheckRequest& check = batch_.checks(next_++);
  if (!result.has_response()) {
    counters_->malformed.Add(1);
    return;
  }
  const v1::Action action = check.action() == v1::ACTION_UNSPECIFIED
                                ? shared_action_
                                : check.action();
  CountDecision(*metrics_, *counters_, action, result.response());
}

}  // namespace server

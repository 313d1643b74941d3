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
void CountMissingFacts(ThreadCounters& counters,
                       const v1::CheckResponse& decision) {
  for (const std::string& path : decision.missing_facts()) {
    counters.missing_facts[counters.fact_paths->NumberOf(path)].Add(1);
  }
}

inline void Count(ThreadCounters& counters,
                  const authz::CheckOutcome& outcome) {
  if (outcome.malformed.has_value()) {
    counters.malformed.Add(1);
    return;
  }
  const v1::CheckResponse& response = *outcome.response;
  At(At(counters.decisions, outcome.request.action), response.reason()).Add(1);
  if (response.reason() == v1::REASON_MISSING_FACTS) {
    CountMissingFacts(counters, response);
  }
}

}  // namespace

void CountCheck(ThreadCounters* counters, const authz::CheckOutcome& outcome) {
  if (counters != nullptr) server::Count(*counters, outcome);
}

BatchCounter::BatchCounter(ThreadCounters* counters, int checks)
    : counters_(counters) {
  if (counters_ == nullptr) return;
  counters_->batch_size.Observe(static_cast<std::uint64_t>(checks));
}

void BatchCounter::Count(const authz::CheckOutcome& outcome) {
  server::Count(*counters_, outcome);
}

}  // namespace server

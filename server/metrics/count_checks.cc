#include "server/metrics/count_checks.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
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
    const std::optional<std::size_t> index = MissingPathIndex(path);
    if (index.has_value()) counters.missing_facts[*index].Add(1);
  }
}

}  // namespace

void CountCheck(ThreadCounters* counters, const authz::CheckOutcome& outcome) {
  if (counters == nullptr) return;
  if (outcome.malformed.has_value()) {
    counters->malformed.Add(1);
    return;
  }
  const v1::CheckResponse& response = *outcome.response;
  At(At(counters->decisions, outcome.request.action), response.reason()).Add(1);
  if (response.reason() == v1::REASON_MISSING_FACTS) {
    CountMissingFacts(*counters, response);
  }
}

void CountBatch(ThreadCounters* counters, int checks) {
  if (counters == nullptr) return;
  counters->batch_size.Observe(static_cast<std::uint64_t>(checks));
}

}  // namespace server

#include "server/metrics/count_checks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>

#include "absl/base/attributes.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "authz/facts/fact_table.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Whatever the number is, one that the array has: a number that the contract
// does not know counts as unspecified.
template <typename T, std::size_t Size>
T& At(std::array<T, Size>& array, int number) {
  const auto index = static_cast<std::size_t>(number);
  return array[index < Size ? index : 0];
}

// Apart, so that decisions of other reasons have nothing to prepare.
ABSL_ATTRIBUTE_NOINLINE
void CountMissingFacts(ThreadCounters& counters,
                       const v1::CheckResponse& decision) {
  const std::vector<std::string>& names = MissingPaths();
  for (std::string path : decision.missing_facts()) {
    // Only indexes have digits.
    path.erase(std::remove_if(path.begin(), path.end(), absl::ascii_isdigit),
               path.end());
    const auto found = std::lower_bound(names.begin(), names.end(), path);
    if (found == names.end() || *found != path) continue;
    const auto index = static_cast<std::size_t>(found - names.begin());
    counters.missing_facts[index].Add(1);
  }
}

}  // namespace

const std::vector<std::string>& MissingPaths() {
  static const auto& paths = *new std::vector<std::string>([] {
    std::set<std::string> found;
    for (const authz::FactRow& row : authz::kFactTable) {
      for (const authz::MissingPath& missing : row.missing) {
        if (missing.path.empty()) continue;
        found.insert(absl::StrReplaceAll(missing.path, {{"[i]", "[]"}}));
      }
    }
    return std::vector<std::string>(found.begin(), found.end());
  }());
  return paths;
}

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

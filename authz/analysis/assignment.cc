#include "authz/analysis/assignment.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/numeric/bits.h"
#include "absl/time/time.h"
#include "authz/analysis/aspects.h"
#include "authz/analysis/cases.h"
#include "authz/facts/fact_parameters.h"

namespace authz {
namespace {

FactParameters WithLimits(std::uint32_t direct, std::uint32_t group) {
  return {absl::Minutes(5), absl::Minutes(1), direct, group};
}

// The aspects of all policies, without the values in which a fact is unknown.
std::vector<Aspect> FindKnownAspects() {
  // A group may be smaller than direct messages may, or larger.
  std::vector<Aspect> aspects = FindAspects(
      WithLimits(10, 20), WithLimits(20, 10), v1::ACTION_UNSPECIFIED);
  for (Aspect& aspect : aspects) {
    std::vector<AspectValue> known;
    for (const AspectValue& value : aspect.values) {
      for (const Facts facts : {value.old_facts, value.new_facts}) {
        if (facts.known_bits() == aspect.facts) AddValue({facts, facts}, known);
      }
    }
    aspect.values = std::move(known);
  }
  return aspects;
}

// The values of the aspect in which the known facts of `fixed` have theirs.
ValueSet ValuesWith(Facts fixed, const Aspect& aspect) {
  unsigned values = 0;
  for (std::size_t v = 0; v < aspect.values.size(); ++v) {
    const Facts facts = aspect.values[v].old_facts;
    if ((facts.true_bits() & fixed.false_bits()) == 0 &&
        (facts.false_bits() & fixed.true_bits()) == 0) {
      values |= Only(v);
    }
  }
  return static_cast<ValueSet>(values);
}

// Of these values of the aspect, the one with the fewest true facts.
Facts Plainest(ValueSet values, const Aspect& aspect) {
  std::optional<Facts> plainest;
  for (std::size_t v = 0; v < aspect.values.size(); ++v) {
    const Facts facts = aspect.values[v].old_facts;
    if ((values & Only(v)) == 0) continue;
    if (!plainest.has_value() || absl::popcount(facts.true_bits()) <
                                     absl::popcount(plainest->true_bits())) {
      plainest = facts;
    }
  }
  return *plainest;
}

}  // namespace

std::optional<Facts> FindAssignment(absl::Span<const Clause> clauses,
                                    Facts fixed) {
  static const auto& aspects = *new std::vector<Aspect>(FindKnownAspects());
  Case within;
  within.reserve(aspects.size());
  for (const Aspect& aspect : aspects) {
    within.push_back(ValuesWith(fixed, aspect));
  }
  std::vector<CaseClause> satisfied;
  satisfied.reserve(clauses.size());
  for (const Clause& clause : clauses) {
    satisfied.push_back(Satisfying(clause, aspects, &AspectValue::old_facts));
  }
  const std::optional<Case> found = FindCase(satisfied, std::move(within));
  if (!found.has_value()) return std::nullopt;
  Facts facts;
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    facts.Add(Plainest((*found)[i], aspects[i]));
  }
  return facts;
}

}  // namespace authz

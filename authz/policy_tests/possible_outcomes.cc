#include "authz/policy_tests/possible_outcomes.h"

#include <cstdint>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "authz/analysis/assignment.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"
#include "authz/policy/clause.h"

namespace authz {
namespace {

Facts FactsOf(const CompiledPolicy& policy, const v1::CheckRequest& request) {
  return ExtractFacts(policy.parameters, ViewOf(request), absl::UnixEpoch());
}

// What the facts of `mask` are where the clause fails.
Facts Failing(Clause clause, std::uint64_t mask) {
  return Facts::FromBits(clause.when & mask, clause.any_of & mask);
}

Facts Failing(Clause clause) {
  return Failing(clause, clause.when | clause.any_of);
}

// Whether some request for which `bits` are unknown, as they are in `probe`,
// leaves the clause open.
//
// All of `bits` are, since what is unknown satisfies no clause. A fact of the
// clause that is known here but not in `other` is known because of what this
// probe leaves out, so it keeps its value; one that is known in both never is
// unknown, and may have any consistent value.
bool IsOpen(Clause clause, Facts probe, Facts other) {
  const std::uint64_t facts = clause.when | clause.any_of;
  if ((facts & ~probe.known_bits()) == 0) return false;
  const std::uint64_t fixed = probe.known_bits() & ~other.known_bits();
  const Facts given = Facts::FromBits(probe.true_bits() & fixed & facts,
                                      probe.false_bits() & fixed & facts);
  if (Evaluate(clause, given) == Truth::kTrue) return false;
  const std::uint64_t free = probe.known_bits() & other.known_bits();
  return FindAssignment({}, Failing(clause, free)).has_value();
}

}  // namespace

PossibleOutcomes::PossibleOutcomes(const CompiledPolicy& policy,
                                   v1::Action action)
    : rule_(policy.RuleFor(action)) {
  v1::CheckRequest request;
  request.set_action(action);
  nothing_ = FactsOf(policy, request);
  request.add_targets();
  request.add_items();
  bare_lists_ = FactsOf(policy, request);
}

bool PossibleOutcomes::CanBeSatisfied(std::size_t index) const {
  return FindAssignment({rule_.clauses[index]}, Facts()).has_value();
}

bool PossibleOutcomes::CanFail(std::size_t index) const {
  return FindAssignment({}, Failing(rule_.clauses[index])).has_value();
}

bool PossibleOutcomes::CanDecide(std::size_t index) const {
  const absl::Span<const Clause> clauses = rule_.clauses;
  return FindAssignment(clauses.first(index), Failing(clauses[index]))
      .has_value();
}

bool PossibleOutcomes::CanBeUnknown(std::size_t index) const {
  return IsOpen(rule_.clauses[index], nothing_, bare_lists_) ||
         IsOpen(rule_.clauses[index], bare_lists_, nothing_);
}

bool CanBe(Fact fact, bool value) {
  const Facts facts =
      value ? Facts::FromBits(Bit(fact), 0) : Facts::FromBits(0, Bit(fact));
  return FindAssignment({}, facts).has_value();
}

std::uint64_t PossibleOutcomes::CanBeUnknown() const {
  return ~(nothing_.known_bits() & bare_lists_.known_bits());
}

}  // namespace authz

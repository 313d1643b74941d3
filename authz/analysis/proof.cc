#include "authz/analysis/proof.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "authz/analysis/assignment.h"
#include "authz/decide/decide.h"
#include "authz/facts/fact_words.h"
#include "authz/facts/truth.h"
#include "authz/text/enum_names.h"

namespace authz {
namespace {

// The facts under which the clause fails, and no others.
Facts Failing(Clause clause) {
  return Facts::FromBits(clause.when, clause.any_of);
}

Facts Without(Facts facts, Fact fact) {
  return Facts::FromBits(facts.true_bits() & ~Bit(fact),
                         facts.false_bits() & ~Bit(fact));
}

// Whether the others leave no choice about a fact that is known.
bool IsImplied(Facts facts, Fact fact) {
  Facts other_way = Without(facts, fact);
  other_way.Set(fact, Not(facts.Get(fact)));
  return !FindAssignment({}, other_way).has_value();
}

// Without the facts that the rule allows without, and without those that follow
// from others; save for those that the guardrail names.
Facts LeaveOutTheSuperfluous(const Rule& rule, Clause guardrail, Facts facts) {
  const std::uint64_t named = guardrail.when | guardrail.any_of;
  for (Fact fact : AllFacts()) {
    const Facts without = Without(facts, fact);
    if ((named & Bit(fact)) == 0 &&
        Evaluate(rule, without).allowed == Truth::kTrue) {
      facts = without;
    }
  }
  for (Fact fact : AllFacts()) {
    const bool is_known = facts.Get(fact) != Truth::kUnknown;
    if ((named & Bit(fact)) == 0 && is_known && IsImplied(facts, fact)) {
      facts = Without(facts, fact);
    }
  }
  return facts;
}

// Whether a known outcome of the clause outlives every way to fill in a fact.
bool IsMonotone(Clause clause, const std::vector<Fact>& facts, std::size_t next,
                Facts assigned, Truth (*evaluate)(Clause, Facts)) {
  if (next == facts.size()) return true;
  const Truth outcome = evaluate(clause, assigned);
  for (Truth value : {Truth::kFalse, Truth::kTrue}) {
    Facts filled = assigned;
    filled.Set(facts[next], value);
    if (outcome != Truth::kUnknown && evaluate(clause, filled) != outcome) {
      return false;
    }
    if (!IsMonotone(clause, facts, next + 1, filled, evaluate)) return false;
  }
  return IsMonotone(clause, facts, next + 1, assigned, evaluate);
}

}  // namespace

std::vector<Breach> FindBreaches(const CompiledPolicy& policy,
                                 absl::Span<const Guardrail> guardrails) {
  std::vector<Breach> breaches;
  for (const Guardrail& guardrail : guardrails) {
    for (v1::Action action : guardrail.actions) {
      const Rule& rule = policy.RuleFor(action);
      const std::optional<Facts> counterexample =
          FindAssignment(rule.clauses, Failing(guardrail.clause));
      if (!counterexample.has_value()) continue;
      breaches.push_back(
          {&guardrail, action,
           LeaveOutTheSuperfluous(rule, guardrail.clause, *counterexample)});
    }
  }
  return breaches;
}

std::string ToString(const Breach& breach) {
  return absl::StrCat("breaks the guardrail `", breach.guardrail->name,
                      "`: ", breach.guardrail->description, " (",
                      breach.guardrail->source, "), but ",
                      ShortName(breach.action), " is allowed where ",
                      absl::StrJoin(FactsInWords(breach.facts), ", and "));
}

bool IsMonotone(const CompiledPolicy& policy,
                Truth (*evaluate)(Clause, Facts)) {
  for (const Requirement& requirement : policy.requirements) {
    if (!IsMonotone(requirement.clause, requirement.facts, 0, Facts(),
                    evaluate)) {
      return false;
    }
  }
  return true;
}

}  // namespace authz

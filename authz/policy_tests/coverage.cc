#include "authz/policy_tests/coverage.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "authz/policy/clause.h"
#include "authz/policy_tests/possible_outcomes.h"

namespace authz {
namespace {

// Where the outcomes stand in the exercises of a requirement, and the values in
// those of a fact.
enum RequirementOutcome : std::size_t {
  kSatisfied,
  kFailed,
  kDeciding,
  kOpen,
};
enum FactValue : std::size_t { kTrue, kFalse, kUnknown };

std::uint64_t FactsOf(const Rule& rule) {
  std::uint64_t facts = 0;
  for (const Clause& clause : rule.clauses) {
    facts |= clause.when | clause.any_of;
  }
  return facts;
}

RuleCoverage NewRuleCoverage(const Rule& rule, v1::Action action,
                             const PossibleOutcomes& outcomes) {
  RuleCoverage coverage;
  coverage.action = action;
  coverage.requirements.reserve(rule.requirements.size());
  for (std::size_t i = 0; i < rule.requirements.size(); ++i) {
    coverage.requirements.push_back(
        {rule.requirements[i],
         {{{"satisfied", outcomes.CanBeSatisfied(i)},
           {"failed", outcomes.CanFail(i)},
           {"deciding", outcomes.CanDecide(i)},
           {"unknown", outcomes.CanBeUnknown(i)}}}});
  }
  return coverage;
}

RequirementOutcome IndexOf(v1::Outcome outcome) {
  switch (outcome) {
    case v1::OUTCOME_SATISFIED:
      return kSatisfied;
    case v1::OUTCOME_FAILED:
      return kFailed;
    default:
      return kOpen;
  }
}

FactValue IndexOf(v1::FactValue value) {
  switch (value) {
    case v1::FACT_VALUE_TRUE:
      return kTrue;
    case v1::FACT_VALUE_FALSE:
      return kFalse;
    default:
      return kUnknown;
  }
}

void Count(Exercise& exercise) {
  ++exercise.cases;
  // Some decide only where facts are unknown, which CanDecide does not look
  // for.
  exercise.possible = true;
}

void Count(const v1::Explanation& explanation, RuleCoverage& rule) {
  ++rule.cases;
  bool decided = false;
  for (int i = 0; i < explanation.requirements_size(); ++i) {
    const v1::Outcome outcome = explanation.requirements(i).outcome();
    auto& exercises = rule.requirements[i].exercises;
    Count(exercises[IndexOf(outcome)]);
    if (outcome == v1::OUTCOME_FAILED && !decided) {
      decided = true;
      Count(exercises[kDeciding]);
    }
  }
}

void CountFacts(const v1::Explanation& explanation,
                std::vector<FactCoverage>& facts) {
  // Requirements share facts, and a case counts once.
  std::uint64_t counted = 0;
  for (const v1::RequirementResult& result : explanation.requirements()) {
    for (const v1::Fact& read : result.facts()) {
      const std::optional<Fact> fact = FactByName(read.name());
      if (!fact.has_value() || (counted & Bit(*fact)) != 0) continue;
      counted |= Bit(*fact);
      for (FactCoverage& coverage : facts) {
        if (coverage.fact != *fact) continue;
        Count(coverage.exercises[IndexOf(read.value())]);
      }
    }
  }
}

template <typename Exercises>
void Add(const Exercises& exercises, CoverageTotal& total) {
  for (const Exercise& exercise : exercises) {
    if (!exercise.possible) continue;
    ++total.possible;
    if (exercise.cases > 0) ++total.covered;
  }
}

}  // namespace

Coverage NewCoverage(const CompiledPolicy& policy) {
  Coverage coverage;
  std::uint64_t read = 0;
  std::uint64_t can_be_unknown = 0;
  for (int number = v1::Action_MIN + 1; number <= v1::Action_MAX; ++number) {
    const auto action = static_cast<v1::Action>(number);
    const Rule& rule = policy.RuleFor(action);
    const PossibleOutcomes outcomes(policy, action);
    coverage.rules.push_back(NewRuleCoverage(rule, action, outcomes));
    const std::uint64_t facts = FactsOf(rule);
    read |= facts;
    can_be_unknown |= facts & outcomes.CanBeUnknown();
  }
  for (const Fact fact : AllFacts()) {
    if ((read & Bit(fact)) == 0) continue;
    coverage.facts.push_back(
        {fact,
         {{{"true", CanBe(fact, true)},
           {"false", CanBe(fact, false)},
           {"unknown", (can_be_unknown & Bit(fact)) != 0}}}});
  }
  return coverage;
}

void Count(const v1::Explanation& explanation, Coverage& coverage) {
  for (RuleCoverage& rule : coverage.rules) {
    if (rule.action == explanation.action()) Count(explanation, rule);
  }
  CountFacts(explanation, coverage.facts);
}

CoverageTotal Total(const RuleCoverage& rule) {
  CoverageTotal total;
  for (const RequirementCoverage& requirement : rule.requirements) {
    Add(requirement.exercises, total);
  }
  return total;
}

CoverageTotal Total(absl::Span<const FactCoverage> facts) {
  CoverageTotal total;
  for (const FactCoverage& fact : facts) Add(fact.exercises, total);
  return total;
}

CoverageTotal Total(const Coverage& coverage) {
  CoverageTotal total = Total(coverage.facts);
  for (const RuleCoverage& rule : coverage.rules) {
    const CoverageTotal of_rule = Total(rule);
    total.covered += of_rule.covered;
    total.possible += of_rule.possible;
  }
  return total;
}

}  // namespace authz

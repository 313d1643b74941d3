// FindAssignment agrees with a search over clauses that say by hand what is
// consistent.

#include <string>
#include <vector>

#include "authz/analysis/assignment.h"
#include "authz/analysis/guardrails.h"
#include "authz/facts/facts.h"
#include "authz/policy/policy.h"
#include "gtest/gtest.h"
#include "tests/authz/analysis/clause_solver.h"
#include "tests/authz/policies.h"
#include "tests/authz/random_policies.h"

namespace authz {
namespace {

bool IsConsistent(Facts facts, Facts fixed,
                  const std::vector<Clause>& clauses) {
  for (const Clause& clause : ConsistencyClauses()) {
    if (Evaluate(clause, facts) != Truth::kTrue) return false;
  }
  for (const Clause& clause : clauses) {
    if (Evaluate(clause, facts) != Truth::kTrue) return false;
  }
  return (facts.true_bits() & fixed.known_bits()) == fixed.true_bits();
}

// Whether there is an assignment, by both.
bool Exists(const std::vector<Clause>& clauses, Facts fixed) {
  const std::optional<Facts> found = FindAssignment(clauses, fixed);
  EXPECT_EQ(found.has_value(), FindByClauses(clauses, fixed).has_value());
  if (found.has_value()) {
    EXPECT_TRUE(IsConsistent(*found, fixed, clauses));
  }
  return found.has_value();
}

TEST(TwoSolvers, AgreeOnTheEmbeddedPolicy) {
  const auto guardrails = ReadGuardrails(EmbeddedGuardrailsText());
  ASSERT_TRUE(guardrails.ok());
  for (const Rule& rule : EmbeddedPolicy().rules) {
    for (const Guardrail& guardrail : *guardrails) {
      Exists(rule.clauses,
             Facts::FromBits(guardrail.clause.when, guardrail.clause.any_of));
    }
    std::vector<Clause> before;
    for (const Clause& clause : rule.clauses) {
      Exists(before, Facts::FromBits(clause.when, clause.any_of));
      before.push_back(clause);
    }
    for (const Fact a : AllFacts()) {
      for (const Fact b : AllFacts()) {
        if (a == b) continue;
        Exists(rule.clauses, Facts::FromBits(Bit(a) | Bit(b), 0));
        Exists(rule.clauses, Facts::FromBits(Bit(a), Bit(b)));
        Exists(rule.clauses, Facts::FromBits(0, Bit(a) | Bit(b)));
      }
    }
  }
}

TEST(TwoSolvers, AgreeOnRandomClauses) {
  RandomPolicies random(17);
  int found = 0;
  constexpr int kRounds = 20'000;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    std::vector<Clause> clauses;
    for (std::size_t i = random.Below(25); i > 0; --i) {
      Clause clause;
      for (std::size_t j = random.Below(3) + 1; j > 0; --j) {
        (random.OneIn(2) ? clause.when : clause.any_of) |=
            Bit(random.AnyFact());
      }
      clauses.push_back(clause);
    }
    Facts fixed;
    for (std::size_t i = random.Below(6); i > 0; --i) {
      const Fact fact = random.AnyFact();
      if (fixed.Get(fact) == Truth::kUnknown) {
        fixed.Set(fact, random.OneIn(2));
      }
    }
    found += Exists(clauses, fixed) ? 1 : 0;
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(found, kRounds / 10);
  EXPECT_LT(found, kRounds * 9 / 10);
}

}  // namespace
}  // namespace authz

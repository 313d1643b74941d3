#include <string>

#include "authz/decide/decide.h"
#include "authz/facts/fact.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

// A rule whose clause i accepts only fact i, and facts that give each clause
// the outcome in `outcomes`: T, F or U.
Verdict EvaluateOutcomes(const std::string& outcomes) {
  Rule rule;
  Facts facts;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Fact fact = AllFacts()[i];
    rule.clauses.push_back({0, Bit(fact)});
    if (outcomes[i] != 'U') facts.Set(fact, outcomes[i] == 'T');
  }
  return Evaluate(rule, facts);
}

TEST(EvaluateTest, TheFirstFailedWinsOverUnknown) {
  struct Case {
    std::string outcomes;
    Truth allowed;
    std::size_t first_failed = 0;
  };
  // A rule that asks for nothing allows nothing.
  const Case cases[] = {
      {"", Truth::kUnknown},      {"T", Truth::kTrue},
      {"TTTT", Truth::kTrue},     {"U", Truth::kUnknown},
      {"UTT", Truth::kUnknown},   {"TTU", Truth::kUnknown},
      {"UUU", Truth::kUnknown},   {"F", Truth::kFalse, 0},
      {"FTT", Truth::kFalse, 0},  {"TTF", Truth::kFalse, 2},
      {"FF", Truth::kFalse, 0},   {"TFF", Truth::kFalse, 1},
      {"UF", Truth::kFalse, 1},   {"FU", Truth::kFalse, 0},
      {"UTUF", Truth::kFalse, 3}, {"UFUF", Truth::kFalse, 1},
      {"TFUF", Truth::kFalse, 1},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE("outcomes " + c.outcomes);
    const Verdict verdict = EvaluateOutcomes(c.outcomes);
    EXPECT_EQ(verdict.allowed, c.allowed);
    if (c.allowed == Truth::kFalse) {
      EXPECT_EQ(verdict.first_failed, c.first_failed);
    }
  }
}

}  // namespace
}  // namespace authz

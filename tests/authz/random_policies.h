// Random policies for tests.

#ifndef TESTS_AUTHZ_RANDOM_POLICIES_H_
#define TESTS_AUTHZ_RANDOM_POLICIES_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "authz/facts/fact.h"
#include "authz/policy/clause.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// Of few kinds, so that two of them agree often. The same seed makes the same
// ones everywhere.
class RandomPolicies {
 public:
  explicit RandomPolicies(std::uint32_t seed) : generator_(seed) {}

  // Other choices that a test has to make.
  std::size_t Below(std::size_t bound) { return generator_() % bound; }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  Fact AnyFact() { return AllFacts()[Below(kFactCount)]; }

  // One with a rule for `action` alone, of up to four clauses of these facts.
  CompiledPolicy AnySmallPolicy(v1::Action action,
                                const std::vector<Fact>& facts);

  // `policy` with up to three changes to its rule for `action`, and sometimes
  // other defaults or limits.
  CompiledPolicy AnyChange(const CompiledPolicy& policy, v1::Action action);

 private:
  Clause AnyClause(const std::vector<Fact>& facts);
  void SetLimits(FactParameters& parameters);
  v1::Settings AnyDefaults();

  std::mt19937 generator_;
};

}  // namespace authz

#endif  // TESTS_AUTHZ_RANDOM_POLICIES_H_

// The clause of a requirement as bits: if every fact of `when` is true, then at
// least one fact of `any_of` must be.

#ifndef AUTHZ_POLICY_CLAUSE_H_
#define AUTHZ_POLICY_CLAUSE_H_

#include <cstdint>

#include "authz/facts/facts.h"
#include "authz/facts/truth.h"

namespace authz {

struct Clause {
  std::uint64_t when = 0;
  std::uint64_t any_of = 0;
};

// Kleene's value of the clause "not w1 or not w2 ... or a1 or a2 ...".
constexpr Truth Evaluate(Clause clause, Facts facts) {
  const std::uint64_t satisfying =
      (facts.false_bits() & clause.when) | (facts.true_bits() & clause.any_of);
  if (satisfying != 0) return Truth::kTrue;
  const std::uint64_t named = clause.when | clause.any_of;
  return (facts.known_bits() & named) == named ? Truth::kFalse
                                               : Truth::kUnknown;
}

}  // namespace authz

#endif  // AUTHZ_POLICY_CLAUSE_H_

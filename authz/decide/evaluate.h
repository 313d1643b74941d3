// Decides a rule from facts.

#ifndef AUTHZ_DECIDE_EVALUATE_H_
#define AUTHZ_DECIDE_EVALUATE_H_

#include <cstddef>

#include "authz/facts/facts.h"
#include "authz/facts/truth.h"
#include "authz/policy/clause.h"
#include "authz/policy/policy.h"

namespace authz {

struct Verdict {
  // True: every requirement is satisfied. False: one failed. Unknown: none
  // failed, and unknown facts leave at least one open.
  Truth allowed = Truth::kTrue;
  // Where one failed, the index of the first in the rule.
  std::size_t first_failed = 0;
};

inline Verdict Evaluate(const Rule& rule, Facts facts) {
  Verdict verdict;
  // No policy has such a rule. It would ask for nothing, and must not allow.
  if (rule.clauses.empty()) verdict.allowed = Truth::kUnknown;
  for (std::size_t i = 0; i < rule.clauses.size(); ++i) {
    switch (Evaluate(rule.clauses[i], facts)) {
      case Truth::kTrue:
        break;
      case Truth::kFalse:
        return {Truth::kFalse, i};
      case Truth::kUnknown:
        verdict.allowed = Truth::kUnknown;
        break;
    }
  }
  return verdict;
}

}  // namespace authz

#endif  // AUTHZ_DECIDE_EVALUATE_H_

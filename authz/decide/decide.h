// Decides a well-formed request: computes its facts and evaluates its action's
// rule.

#ifndef AUTHZ_DECIDE_DECIDE_H_
#define AUTHZ_DECIDE_DECIDE_H_

#include <cstddef>

#include "absl/time/time.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
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

// Decides a rule from facts.
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

// All that a response, an explanation, a log and a metric say of a decision
// follows from this value, the request and the policy.
struct Decision {
  Facts facts;
  Verdict verdict;
};

// The decision on `request`, which must be well-formed (see validate.h), at its
// evaluation time `at` (see TimeOf).
Decision Decide(const CompiledPolicy& policy, const RequestView& request,
                absl::Time at);

}  // namespace authz

#endif  // AUTHZ_DECIDE_DECIDE_H_

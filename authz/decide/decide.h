// Decides a well-formed request: computes its facts and evaluates its action's
// rule.

#ifndef AUTHZ_DECIDE_DECIDE_H_
#define AUTHZ_DECIDE_DECIDE_H_

#include "absl/time/time.h"
#include "authz/decide/evaluate.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"

namespace authz {

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

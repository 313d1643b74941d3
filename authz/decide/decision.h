// From the facts of a request to the response that it gets.

#ifndef AUTHZ_DECIDE_DECISION_H_
#define AUTHZ_DECIDE_DECISION_H_

#include "authz/decide/evaluate.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"

namespace authz {

// Decides a well-formed request that has these facts. Fills all of `response`,
// which must be empty, but the policy's version.
void FillDecision(const CompiledPolicy& policy, const RequestView& request,
                  Facts facts, v1::CheckResponse& response);

// The same where it is known what these facts come to by the action's rule.
void FillDecision(const CompiledPolicy& policy, const RequestView& request,
                  Facts facts, const Verdict& verdict,
                  v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_DECISION_H_

// From the facts of a request to the response that it gets.

#ifndef AUTHZ_DECISION_H_
#define AUTHZ_DECISION_H_

#include "authz/evaluate.h"
#include "authz/facts.h"
#include "authz/policy.h"
#include "authz/request_view.h"

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

#endif  // AUTHZ_DECISION_H_

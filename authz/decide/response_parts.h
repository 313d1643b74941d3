// The parts of a response: each of these fills one from the decision.

#ifndef AUTHZ_DECIDE_RESPONSE_PARTS_H_
#define AUTHZ_DECIDE_RESPONSE_PARTS_H_

#include "absl/time/time.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz {

// Fills `advice` of `response`, for a request that is allowed. Advice never
// blocks.
void FillAdvice(const RequestView& request, v1::CheckResponse& response);

// Fills `explanation`, which must be empty: every requirement of the action's
// rule, in order, with its outcome and the value of each fact that it names,
// and what that compares.
void Explain(const CompiledPolicy& policy, const RequestView& request,
             absl::Time at, Facts facts, v1::Explanation& explanation);

// Fills `missing_facts` of `response` for a rule that unknown facts leave open:
// the paths of each open requirement's unknown facts, in rule order, without
// repeats.
void FillMissingFacts(const Rule& rule, const RequestView& request, Facts facts,
                      v1::CheckResponse& response);

// Fills `offending_ids` of `response`: the ids of the targets and the items for
// which a fact that the failed requirement accepts is false, in request order.
// None where it is not about targets or items.
void FillOffendingIds(const Requirement& failed, const RequestView& request,
                      v1::CheckResponse& response);

// Fills `valid_until` of `response`, for a request that is allowed, where the
// rule would not allow it outside the edit window: with the last instant
// inside.
void FillValidUntil(const CompiledPolicy& policy, const RequestView& request,
                    Facts facts, v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_RESPONSE_PARTS_H_

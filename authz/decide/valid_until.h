// Computes the last instant at which an allow holds.

#ifndef AUTHZ_DECIDE_VALID_UNTIL_H_
#define AUTHZ_DECIDE_VALID_UNTIL_H_

#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"

namespace authz {

// Fills `valid_until` of `response`, for a request that is allowed, where the
// rule would not allow it outside the edit window: with the last instant
// inside.
void FillValidUntil(const CompiledPolicy& policy, const RequestView& request,
                    Facts facts, v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_VALID_UNTIL_H_

// Renders a decision as the response of the contract.

#ifndef AUTHZ_DECIDE_RENDER_H_
#define AUTHZ_DECIDE_RENDER_H_

#include "absl/time/time.h"
#include "authz/decide/decide.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"

namespace authz {

// Fills all of `response`, which must be empty, but the policy's version, which
// a batch says once. `decision` is that of `policy` on `request` at its
// evaluation time `at`.
void Render(const CompiledPolicy& policy, const RequestView& request,
            absl::Time at, const Decision& decision,
            v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_RENDER_H_

#include "authz/decide/engine.h"

#include "authz/decide/decide.h"
#include "authz/decide/render.h"
#include "authz/decide/validate.h"
#include "authz/facts/request_view.h"

namespace authz {

CheckOutcome Check(const CompiledPolicy& policy, const RequestLimits& limits,
                   const v1::CheckRequest& request, absl::Time now,
                   v1::CheckResponse& response) {
  CheckOutcome outcome;
  outcome.request = ViewOf(request);
  outcome.malformed = Validate(outcome.request, limits.max_targets);
  if (outcome.malformed.has_value()) return outcome;
  outcome.at = TimeOf(outcome.request, now);
  outcome.decision = Decide(policy, outcome.request, outcome.at);
  Render(policy, outcome.request, outcome.decision, response);
  response.set_policy_version(policy.version);
  outcome.response = &response;
  return outcome;
}

}  // namespace authz

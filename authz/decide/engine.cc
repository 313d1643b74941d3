#include "authz/decide/engine.h"

#include "authz/decide/decision.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"

namespace authz {

std::optional<Malformed> Check(const CompiledPolicy& policy,
                               const CheckLimits& limits,
                               const RequestView& request, absl::Time now,
                               v1::CheckResponse& response) {
  std::optional<Malformed> malformed = Validate(request, limits.max_targets);
  if (!malformed.has_value()) {
    const absl::Time at = TimeOf(request, now);
    FillDecision(policy, request, ExtractFacts(policy, request, at), response);
  }
  return malformed;
}

std::optional<Malformed> Check(const CompiledPolicy& policy,
                               const CheckLimits& limits,
                               const v1::CheckRequest& request, absl::Time now,
                               v1::CheckResponse& response) {
  std::optional<Malformed> malformed =
      Check(policy, limits, ViewOf(request), now, response);
  if (!malformed.has_value()) response.set_policy_version(policy.version);
  return malformed;
}

}  // namespace authz

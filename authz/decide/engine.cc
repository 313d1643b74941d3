#include "authz/decide/engine.h"

#include "authz/decide/decide.h"
#include "authz/decide/render.h"
#include "authz/decide/unknown_fields.h"
#include "authz/decide/validate.h"
#include "authz/facts/request_view.h"
#include "authz/facts/time.h"

namespace authz {

CheckOutcome Check(const CompiledPolicy& policy, const RequestLimits& limits,
                   const v1::CheckRequest& request, absl::Time now,
                   v1::CheckResponse& response) {
  CheckOutcome outcome;
  outcome.request = ViewOf(request);
  outcome.malformed = Validate(outcome.request, limits.max_targets);
  if (!outcome.malformed.has_value() && limits.refuse_unknown_fields &&
      !AllFieldsAreKnown(request)) {
    outcome.malformed = FirstUnknownField(request);
  }
  if (outcome.malformed.has_value()) return outcome;
  outcome.at = TimeOf(outcome.request, now);
  outcome.decision = Decide(policy, outcome.request, outcome.at);
  Render(policy, outcome.request, outcome.at, outcome.decision, response);
  response.set_policy_version(policy.version);
  outcome.response = &response;
  return outcome;
}

v1::GetServerInfoResponse DescribePolicy(const CompiledPolicy& policy,
                                         const RequestLimits& limits) {
  v1::GetServerInfoResponse info;
  info.set_policy_name(policy.name);
  info.set_policy_version(policy.version);
  info.set_refuses_unknown_fields(limits.refuse_unknown_fields);
  v1::Limits& to = *info.mutable_limits();
  to.set_max_batch(limits.max_batch);
  to.set_max_targets(limits.max_targets);
  SetDuration(policy.parameters.edit_window, *to.mutable_edit_window());
  SetDuration(policy.parameters.max_clock_skew, *to.mutable_max_clock_skew());
  to.set_max_direct_message_recipients(
      policy.parameters.max_direct_message_recipients);
  to.set_max_group_members(policy.parameters.max_group_members);
  return info;
}

}  // namespace authz

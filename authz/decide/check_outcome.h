// The outcome of one check: what was asked, and what was decided or is wrong.

#ifndef AUTHZ_DECIDE_CHECK_OUTCOME_H_
#define AUTHZ_DECIDE_CHECK_OUTCOME_H_

#include <optional>

#include "absl/time/time.h"
#include "authz/decide/decide.h"
#include "authz/decide/validate.h"
#include "authz/facts/request_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// Responses, logs and metrics read it, so that none of them computes anything
// again. It points into the request and the response and must not outlive them.
struct CheckOutcome {
  // The check, laid over what its batch shares.
  RequestView request;
  // What makes it malformed. Then there is no decision, and all members below
  // but `result` are of no use.
  std::optional<Malformed> malformed;
  // The evaluation time. `policy.RuleFor(request.action).reads_time` says
  // whether the decision can depend on it.
  absl::Time at;
  Decision decision;
  // The decision as it is answered. Null where the check is malformed.
  const v1::CheckResponse* response = nullptr;
  // The response or the error of a check of a batch, its size cached (see
  // GetCachedSize). Null of a check by itself.
  const v1::BatchCheckResult* result = nullptr;
};

}  // namespace authz

#endif  // AUTHZ_DECIDE_CHECK_OUTCOME_H_

#include "cli/local_decision_point.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/decide/info.h"
#include "authz/decide/malformed.h"
#include "authz/policy/policy.h"

namespace cli {

LocalDecisionPoint::LocalDecisionPoint(authz::CompiledPolicy policy,
                                       absl::Duration timeout)
    : policy_(std::move(policy)), timeout_(timeout) {}

absl::StatusOr<v1::CheckResponse> LocalDecisionPoint::Check(
    const v1::CheckRequest& request) {
  v1::CheckResponse response;
  const authz::CheckOutcome outcome =
      authz::Check(policy_, limits_, request, absl::Now(), response);
  if (outcome.malformed.has_value()) return ToStatus(*outcome.malformed);
  return response;
}

absl::StatusOr<v1::BatchCheckResponse> LocalDecisionPoint::BatchCheck(
    const v1::BatchCheckRequest& request) {
  const absl::Time now = absl::Now();
  const absl::Time deadline = now + timeout_;
  v1::BatchCheckResponse response;
  absl::Status status = authz::BatchCheck(
      policy_, limits_, request, now,
      [deadline] { return absl::Now() < deadline; }, response);
  if (absl::IsCancelled(status)) {
    return absl::DeadlineExceededError(
        absl::StrCat("no answer within ", absl::FormatDuration(timeout_)));
  }
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::GetServerInfoResponse> LocalDecisionPoint::GetServerInfo() {
  return authz::DescribePolicy(policy_, limits_);
}

}  // namespace cli

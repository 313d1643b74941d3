// LocalDecisionPoint: decides in this process, with the server's engine.

#ifndef CLI_LOCAL_DECISION_POINT_H_
#define CLI_LOCAL_DECISION_POINT_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/policy/policy.h"
#include "cli/decision_point.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

class LocalDecisionPoint : public DecisionPoint {
 public:
  // A batch that takes longer than `timeout` is DEADLINE_EXCEEDED.
  LocalDecisionPoint(authz::CompiledPolicy policy, absl::Duration timeout);

  absl::StatusOr<v1::CheckResponse> Check(
      const v1::CheckRequest& request) override;
  absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request) override;
  // Without what only a server has: a version and a limit to its requests.
  absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo() override;

  const authz::CompiledPolicy& policy() const { return policy_; }

 private:
  const authz::CompiledPolicy policy_;
  const authz::RequestLimits limits_;
  const absl::Duration timeout_;
};

}  // namespace cli

#endif  // CLI_LOCAL_DECISION_POINT_H_

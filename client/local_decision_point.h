// Decides in this process, with the same engine as the server.

#ifndef CLIENT_LOCAL_DECISION_POINT_H_
#define CLIENT_LOCAL_DECISION_POINT_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "authz/engine.h"
#include "authz/policy.h"
#include "client/decision_point.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace client {

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

 private:
  const authz::CompiledPolicy policy_;
  const authz::CheckLimits limits_;
  const absl::Duration timeout_;
};

}  // namespace client

#endif  // CLIENT_LOCAL_DECISION_POINT_H_

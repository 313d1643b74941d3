// DecisionPoint: decides checks, on a server or in this process.

#ifndef CLI_DECISION_POINT_H_
#define CLI_DECISION_POINT_H_

#include "absl/status/statusor.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

namespace v1 = ::conversations::authz::v1;

// A denial is an answer. An error is no answer, and never an allow:
// INVALID_ARGUMENT where the request is malformed, with a message that starts
// with the path of the field; any other code where there was no decision.
class DecisionPoint {
 public:
  virtual ~DecisionPoint() = default;

  // Decides one check.
  virtual absl::StatusOr<v1::CheckResponse> Check(
      const v1::CheckRequest& request) = 0;

  // Decides many checks. The response has one result per check, in order, and
  // each of them is a decision or an error.
  virtual absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request) = 0;

  // The policy and the limits that it decides by.
  virtual absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo() = 0;
};

}  // namespace cli

#endif  // CLI_DECISION_POINT_H_

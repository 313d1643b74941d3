// A policy decision point as its callers see it, wherever it decides: on a
// server (authz_client.h) or in this process (local_decision_point.h).

#ifndef CLIENT_CC_DECISION_POINT_H_
#define CLIENT_CC_DECISION_POINT_H_

#include "absl/status/statusor.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace client {

namespace v1 = ::conversations::authz::v1;

// Thread-safe. A denial is an answer. An error is no answer, and never an
// allow: INVALID_ARGUMENT where the request is malformed, with a message that
// starts with the path of the field; any other code where there was no
// decision.
class DecisionPoint {
 public:
  virtual ~DecisionPoint() = default;

  // Decides one check.
  virtual absl::StatusOr<v1::CheckResponse> Check(
      const v1::CheckRequest& request) = 0;

  // Decides many. The response has one result per check, in order, and each of
  // them is a decision or an error.
  virtual absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request) = 0;

  // What decides: its policy and its limits.
  virtual absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo() = 0;
};

}  // namespace client

#endif  // CLIENT_CC_DECISION_POINT_H_

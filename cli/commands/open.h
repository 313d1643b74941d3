// Opens the server, the engine in this process or the policy file that a
// command's flags ask for.

#ifndef CLI_COMMANDS_OPEN_H_
#define CLI_COMMANDS_OPEN_H_

#include <memory>

#include "absl/status/statusor.h"
#include "authz/policy/policy.h"
#include "client/cc/authz_client.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

namespace v1 = ::conversations::authz::v1;

// Decides checks. A denial is an answer. An error is no answer, and never an
// allow: INVALID_ARGUMENT where the request is malformed, with a message that
// starts with the path of the field; any other code where there was no
// decision.
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

// The engine in this process with --local, else the server.
absl::StatusOr<std::unique_ptr<DecisionPoint>> OpenDecisionPoint();

// The server of --server, by TLS where one of its flags is set.
absl::StatusOr<std::unique_ptr<client::AuthzClient>> OpenClient();

// The policy of --policy, or the embedded one. The error is INVALID_ARGUMENT
// and has every mistake in the file.
absl::StatusOr<authz::CompiledPolicy> LoadPolicy();

// Decides by `policy` in this process. Errors as those of DecisionPoint.
absl::StatusOr<v1::CheckResponse> CheckLocally(
    const authz::CompiledPolicy& policy, const v1::CheckRequest& request);

}  // namespace cli

#endif  // CLI_COMMANDS_OPEN_H_

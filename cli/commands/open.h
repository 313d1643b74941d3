// Opens what a command decides by: a server, this process or a policy file.

#ifndef CLI_COMMANDS_OPEN_H_
#define CLI_COMMANDS_OPEN_H_

#include <memory>

#include "absl/status/statusor.h"
#include "authz/policy/policy.h"
#include "cli/decision_point.h"
#include "client/cc/authz_client.h"

namespace cli {

// The policy of --policy, or the embedded one. The error is INVALID_ARGUMENT
// and has every mistake in the file.
absl::StatusOr<authz::CompiledPolicy> LoadPolicy();

// The server of --server.
absl::StatusOr<std::unique_ptr<client::AuthzClient>> OpenClient();

// With --local this process, else the server.
absl::StatusOr<std::unique_ptr<DecisionPoint>> OpenDecisionPoint();

}  // namespace cli

#endif  // CLI_COMMANDS_OPEN_H_

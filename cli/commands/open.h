// What commands decide by, as the flags say.

#ifndef CLI_COMMANDS_OPEN_H_
#define CLI_COMMANDS_OPEN_H_

#include <memory>

#include "absl/status/statusor.h"
#include "authz/policy/policy.h"
#include "client/cc/authz_client.h"
#include "client/cc/decision_point.h"

namespace cli {

namespace v1 = ::conversations::authz::v1;

// The policy of --policy, or the embedded one. The error is INVALID_ARGUMENT
// and has every mistake in the file.
absl::StatusOr<authz::CompiledPolicy> LoadPolicy();

// The server of --server.
absl::StatusOr<std::unique_ptr<client::AuthzClient>> OpenClient();

// With --local this process, else the server.
absl::StatusOr<std::unique_ptr<client::DecisionPoint>> OpenDecisionPoint();

}  // namespace cli

#endif  // CLI_COMMANDS_OPEN_H_

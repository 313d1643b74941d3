// What commands decide by, as the flags say.

#ifndef CLIENT_COMMANDS_OPEN_H_
#define CLIENT_COMMANDS_OPEN_H_

#include <memory>

#include "absl/status/statusor.h"
#include "authz/policy.h"
#include "client/authz_client.h"
#include "client/decision_point.h"

namespace client {

// The policy of --policy, or the embedded one. The error is INVALID_ARGUMENT
// and has every mistake in the file.
absl::StatusOr<authz::CompiledPolicy> LoadPolicy();

// The server of --server.
absl::StatusOr<std::unique_ptr<AuthzClient>> OpenClient();

// With --local this process, else the server.
absl::StatusOr<std::unique_ptr<DecisionPoint>> OpenDecisionPoint();

}  // namespace client

#endif  // CLIENT_COMMANDS_OPEN_H_

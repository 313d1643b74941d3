// What `authz policy test` and `authz policy coverage` share: a policy, and the
// cases that are put to it.

#ifndef CLIENT_COMMANDS_TEST_INPUT_H_
#define CLIENT_COMMANDS_TEST_INPUT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/policy.h"
#include "cli/case_files.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace client {

struct TestInput {
  authz::CompiledPolicy policy;
  std::vector<cli::CaseFile> files;
};

// The policy of --policy or the embedded one, proved, and the cases of all
// files and folders that the arguments name, of which there must be one.
absl::StatusOr<TestInput> ReadTestInput(
    const std::vector<std::string>& arguments);

// The decision with its explanation; the time is now where the request does not
// say. INVALID_ARGUMENT where the request is malformed.
absl::StatusOr<conversations::authz::v1::CheckResponse> DecideExplained(
    const authz::CompiledPolicy& policy,
    const conversations::authz::v1::CheckRequest& request);

}  // namespace client

#endif  // CLIENT_COMMANDS_TEST_INPUT_H_

// What `authz policy test` and `authz policy coverage` share: a policy, and the
// cases that are put to it.

#ifndef CLI_COMMANDS_TEST_INPUT_H_
#define CLI_COMMANDS_TEST_INPUT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/policy/policy.h"
#include "cli/case_files.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

struct TestInput {
  authz::CompiledPolicy policy;
  std::vector<CaseFile> files;
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

}  // namespace cli

#endif  // CLI_COMMANDS_TEST_INPUT_H_

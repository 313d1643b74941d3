#include "cli/commands/test_input.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "authz/decide/engine.h"
#include "authz/decide/malformed.h"
#include "cli/commands/open.h"

namespace cli {

namespace v1 = ::conversations::authz::v1;

absl::StatusOr<TestInput> ReadTestInput(
    const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    return absl::InvalidArgumentError(
        "give at least one policy test file, or a folder of them");
  }
  absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::vector<CaseFile>> files = ReadCaseFiles(arguments);
  if (!files.ok()) return files.status();
  return TestInput{*std::move(policy), *std::move(files)};
}

absl::StatusOr<v1::CheckResponse> DecideExplained(
    const authz::CompiledPolicy& policy, const v1::CheckRequest& request) {
  v1::CheckRequest explained = request;
  explained.set_explain(true);
  v1::CheckResponse response;
  const authz::CheckOutcome outcome = authz::Check(
      policy, authz::RequestLimits(), explained, absl::Now(), response);
  if (outcome.malformed.has_value()) return ToStatus(*outcome.malformed);
  return response;
}

}  // namespace cli

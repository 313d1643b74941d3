#include "client/commands/test_input.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "authz/engine.h"
#include "authz/malformed.h"
#include "client/commands/open.h"

namespace client {

namespace v1 = ::conversations::authz::v1;

absl::StatusOr<TestInput> ReadTestInput(
    const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    return absl::InvalidArgumentError(
        "give at least one policy test file, or a folder of them");
  }
  absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::vector<cli::CaseFile>> files =
      cli::ReadCaseFiles(arguments);
  if (!files.ok()) return files.status();
  return TestInput{*std::move(policy), *std::move(files)};
}

absl::StatusOr<v1::CheckResponse> DecideExplained(
    const authz::CompiledPolicy& policy, const v1::CheckRequest& request) {
  v1::CheckRequest explained = request;
  explained.set_explain(true);
  v1::CheckResponse response;
  const std::optional<authz::Malformed> malformed = authz::Check(
      policy, authz::CheckLimits(), explained, absl::Now(), response);
  if (malformed.has_value()) {
    return absl::InvalidArgumentError(authz::ToString(*malformed));
  }
  return response;
}

}  // namespace client

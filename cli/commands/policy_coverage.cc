#include "cli/commands/policy_coverage.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "authz/policy_tests/case.h"
#include "authz/policy_tests/coverage.h"
#include "cli/case_files.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/commands/test_input.h"
#include "cli/format/coverage.h"
#include "cli/format/style.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;

// INVALID_ARGUMENT names the cases that have no decision, and so cover nothing.
absl::StatusOr<authz::Coverage> CountCases(const TestInput& input) {
  authz::Coverage coverage = authz::NewCoverage(input.policy);
  std::vector<std::string> mistakes;
  for (const CaseFile& file : input.files) {
    for (const authz::TestCase& test_case : file.cases) {
      const absl::StatusOr<v1::CheckResponse> response =
          DecideExplained(input.policy, test_case.request);
      if (response.ok()) {
        authz::Count(response->explanation(), coverage);
      } else {
        mistakes.push_back(absl::StrCat(
            file.path, ":", test_case.line, ": error: case `",
            Printable(test_case.name),
            "` has a malformed request: ", response.status().message()));
      }
    }
  }
  if (mistakes.empty()) return coverage;
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  const absl::StatusOr<TestInput> input = ReadTestInput(arguments);
  if (!input.ok()) return input.status();
  const absl::StatusOr<authz::Coverage> coverage = CountCases(*input);
  if (!coverage.ok()) return coverage.status();
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(CoverageToProto(input->policy, *coverage))
                  : FormatCoverage(input->policy, *coverage, StdoutStyle());
  if (!output.ok()) return output.status();
  const authz::CoverageTotal total = authz::Total(*coverage);
  return Answer{*std::move(output),
                total.covered == total.possible ? kExitOk : kExitDenied};
}

}  // namespace

Command PolicyCoverageCommand() {
  return {
      "policy coverage",
      "FILE...",
      "show what policy tests exercise of a policy",
      R"(Decides the cases of policy test files by the policy and counts what they make
happen: of each requirement, in each rule, whether it was
  satisfied, failed, unknown
  deciding   the first that failed, which gives the reason
and of each fact that a rule reads, whether it was true, false and unknown. What
no request can make happen is left out. Exits with 1 where anything else is not
covered, which is then listed.

Whether the cases pass is for `authz policy test` to say.

Examples
  authz policy coverage tests
  authz policy coverage --policy=policy.txtpb tests --output=json
)",
      {"policy", "output", "color"},
      Run};
}

}  // namespace cli

// Reads policy test files: requests with the decisions that they must get, in
// Protobuf's text format. The schema is policy_test.proto.
//
//   CaseFileResult file = ParseCaseFile(text);
//   if (!file.cases.has_value()) {
//     std::cerr << FormatIssues("cases.txtpb", file.issues);
//   }

#ifndef AUTHZ_POLICY_TESTS_CASE_FILE_H_
#define AUTHZ_POLICY_TESTS_CASE_FILE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "authz/policy_tests/case.h"
#include "authz/text/issue.h"
#include "conversations/authz/policy/v1/policy_test.pb.h"

namespace authz {

namespace policy_v1 = ::conversations::authz::policy::v1;

// Either cases or at least one issue, in the order of the file.
struct CaseFileResult {
  // The cells of tables come after the cases. Empty for a file of fixtures
  // only.
  std::optional<std::vector<TestCase>> cases;
  // The fixtures of the file itself, with those that they use merged into their
  // requests.
  std::vector<policy_v1::Fixture> fixtures;
  std::vector<Issue> issues;
};

// Gives the file of the path that an `include` has. The result outlives the
// call that asks for it. The error says why there is none.
using IncludeReader = absl::FunctionRef<absl::StatusOr<const CaseFileResult*>(
    const std::string& path)>;

// An IncludeReader for a text that can include nothing: always an error.
absl::StatusOr<const CaseFileResult*> RefuseInclude(const std::string& path);

// Reports every mistake in the text at once. Only an error of syntax or a file
// that cannot be included ends the reading early.
CaseFileResult ParseCaseFile(absl::string_view text,
                             IncludeReader include = RefuseInclude);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CASE_FILE_H_

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
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/policy_tests/case.h"
#include "authz/text/issue.h"

namespace authz {

// Either cases, at least one, or at least one issue, in the order of the file.
// The cells of tables come after the cases.
struct CaseFileResult {
  std::optional<std::vector<TestCase>> cases;
  std::vector<Issue> issues;
};

// Reports every mistake in the text at once. Only an error of syntax ends the
// reading early.
CaseFileResult ParseCaseFile(absl::string_view text);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CASE_FILE_H_

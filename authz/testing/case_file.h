// Reads policy test files: requests with the decisions that they must get, in
// Protobuf's text format. The schema is policy_test.proto.
//
//   CaseFileResult file = ParseCaseFile(text);
//   if (!file.cases.has_value()) {
//     std::cerr << FormatIssues("cases.txtpb", file.issues);
//   }

#ifndef AUTHZ_TESTING_CASE_FILE_H_
#define AUTHZ_TESTING_CASE_FILE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/issue.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// A case that is ready to be run.
struct TestCase {
  std::string name;
  // Where it starts in its file, counted from 1.
  int line = 0;
  // The parts of the sources that it shows, as its author names them.
  std::vector<std::string> covers;
  // Its fixtures and its own part merged, and what it unsets cleared.
  v1::CheckRequest request;
  v1::CheckResponse expect;
};

// Either cases, at least one, or at least one issue, in the order of the file.
struct CaseFileResult {
  std::optional<std::vector<TestCase>> cases;
  std::vector<Issue> issues;
};

// Reports every mistake in the text at once. Only an error of syntax ends the
// reading early.
CaseFileResult ParseCaseFile(absl::string_view text);

}  // namespace authz

#endif  // AUTHZ_TESTING_CASE_FILE_H_

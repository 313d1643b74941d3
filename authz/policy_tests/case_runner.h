// Runs the cases of policy test files and says what differs.
//
//   for (const CaseFailure& failure : RunCases(*file.cases, decide)) {
//     std::cerr << FormatFailure("cases.txtpb", failure);
//   }

#ifndef AUTHZ_POLICY_TESTS_CASE_RUNNER_H_
#define AUTHZ_POLICY_TESTS_CASE_RUNNER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "authz/policy_tests/case.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// Decides a request, in process or anywhere else. An error is no decision, so a
// case that gets one fails.
using Decider = absl::FunctionRef<absl::StatusOr<v1::CheckResponse>(
    const v1::CheckRequest&)>;

// A case that did not get its decision.
struct CaseFailure {
  // One of the cases that were run.
  const TestCase* test_case = nullptr;
  // What differs, a line for each field. Never empty.
  std::vector<std::string> differences;
  // What it got; none where it got an error.
  std::optional<v1::CheckResponse> actual;
};

// Runs every case in order and returns those that fail.
std::vector<CaseFailure> RunCases(absl::Span<const TestCase> cases,
                                  Decider decide);

// What differs between two decisions, a line for each field, such as
//   reason: expected `REASON_ALLOWED`, got `REASON_MISSING_FACTS`
// Compares `allowed`, `reason`, `missing_facts`, `offending_ids`, `advice` and
// `valid_until`, lists in order and times to the nanosecond.
std::vector<std::string> Differences(const v1::CheckResponse& expect,
                                     const v1::CheckResponse& actual);

// The same of what a case expects, which may be `allowed` alone.
std::vector<std::string> Differences(const TestCase& test_case,
                                     const v1::CheckResponse& actual);

// "FILE:LINE: failed: NAME", and the differences on indented lines of their
// own.
std::string FormatFailure(absl::string_view file, const CaseFailure& failure);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CASE_RUNNER_H_

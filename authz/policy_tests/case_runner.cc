#include "authz/policy_tests/case_runner.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

namespace authz {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

std::string Show(bool value) { return value ? "true" : "false"; }

// Quoted, so that two lists that differ never look alike.
std::string Show(const Strings& strings) {
  return absl::StrCat(
      "[",
      absl::StrJoin(strings, ", ",
                    [](std::string* out, const std::string& one) {
                      absl::StrAppend(out, "\"", absl::CEscape(one), "\"");
                    }),
      "]");
}

std::string Show(const google::protobuf::RepeatedPtrField<v1::Advice>& advice) {
  return absl::StrCat(
      "[",
      absl::StrJoin(advice, ", ",
                    [](std::string* out, const v1::Advice& one) {
                      absl::StrAppend(out, v1::AdviceCode_Name(one.code()), " ",
                                      Show(one.ids()));
                    }),
      "]");
}

// Exact, and readable.
std::string ShowTime(bool is_set, const google::protobuf::Timestamp& time) {
  if (!is_set) return "none";
  return absl::StrFormat(
      "seconds: %d nanos: %d (%s)", time.seconds(), time.nanos(),
      absl::FormatTime(absl::FromUnixSeconds(time.seconds()) +
                           absl::Nanoseconds(time.nanos()),
                       absl::UTCTimeZone()));
}

// Two values are equal exactly where they are shown alike.
void Compare(absl::string_view field, const std::string& expect,
             const std::string& actual, std::vector<std::string>& differences) {
  if (expect == actual) return;
  differences.push_back(
      absl::StrCat(field, ": expected `", expect, "`, got `", actual, "`"));
}

}  // namespace

std::vector<std::string> Differences(const v1::CheckResponse& expect,
                                     const v1::CheckResponse& actual) {
  std::vector<std::string> differences;
  Compare("allowed", Show(expect.allowed()), Show(actual.allowed()),
          differences);
  Compare("reason", v1::Reason_Name(expect.reason()),
          v1::Reason_Name(actual.reason()), differences);
  Compare("missing_facts", Show(expect.missing_facts()),
          Show(actual.missing_facts()), differences);
  Compare("offending_ids", Show(expect.offending_ids()),
          Show(actual.offending_ids()), differences);
  Compare("advice", Show(expect.advice()), Show(actual.advice()), differences);
  Compare(
      "valid_until", ShowTime(expect.has_valid_until(), expect.valid_until()),
      ShowTime(actual.has_valid_until(), actual.valid_until()), differences);
  return differences;
}

std::vector<std::string> Differences(const TestCase& test_case,
                                     const v1::CheckResponse& actual) {
  if (!test_case.expects_only_allowed) {
    return Differences(test_case.expect, actual);
  }
  if (test_case.expect.allowed() == actual.allowed()) return {};
  return {absl::StrCat("allowed: expected `", Show(test_case.expect.allowed()),
                       "`, got `", Show(actual.allowed()), "` for `",
                       v1::Reason_Name(actual.reason()), "`")};
}

std::vector<CaseFailure> RunCases(absl::Span<const TestCase> cases,
                                  Decider decide) {
  std::vector<CaseFailure> failures;
  for (const TestCase& test_case : cases) {
    absl::StatusOr<v1::CheckResponse> actual = decide(test_case.request);
    if (!actual.ok()) {
      failures.push_back({&test_case,
                          {absl::StrCat("expected a decision, got an error: ",
                                        actual.status().ToString())},
                          std::nullopt});
      continue;
    }
    std::vector<std::string> differences = Differences(test_case, *actual);
    if (differences.empty()) continue;
    failures.push_back(
        {&test_case, std::move(differences), *std::move(actual)});
  }
  return failures;
}

std::string FormatFailure(absl::string_view file, const CaseFailure& failure) {
  std::string text = absl::StrCat(file, ":", failure.test_case->line,
                                  ": failed: ", failure.test_case->name, "\n");
  for (const std::string& difference : failure.differences) {
    absl::StrAppend(&text, "  ", difference, "\n");
  }
  return text;
}

}  // namespace authz

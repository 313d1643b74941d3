#include "authz/policy_tests/case_file.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "authz/policy_tests/fixtures.h"
#include "authz/policy_tests/table_cells.h"
#include "authz/policy_tests/unique_names.h"
#include "authz/text/source_map.h"
#include "authz/text/text_file.h"
#include "conversations/authz/policy/v1/policy_test.pb.h"

namespace authz {
namespace {

void CheckExpectation(const policy_v1::Case& proto, const SourceNode& place,
                      std::vector<Issue>& issues) {
  const v1::CheckResponse& expect = proto.expect();
  const std::string in_case = absl::StrCat("case `", proto.name(), "`: ");
  if (expect.reason() == v1::REASON_UNSPECIFIED &&
      !HasIssue(place.At("expect"), "reason", issues)) {
    Report(place, absl::StrCat(in_case, "`expect` has no `reason`, set it"),
           issues);
    return;
  }
  if (expect.allowed() != (expect.reason() == v1::REASON_ALLOWED)) {
    Report(place,
           absl::StrCat(in_case,
                        "set `allowed: true` exactly where `reason` is "
                        "`REASON_ALLOWED`"),
           issues);
  }
  if (!expect.id().empty() || !expect.policy_version().empty() ||
      expect.has_explanation()) {
    Report(place,
           absl::StrCat(in_case,
                        "`id`, `policy_version` and `explanation` are not "
                        "compared, take them out of `expect`"),
           issues);
  }
}

TestCase MakeCase(const policy_v1::Case& proto, const SourceNode& place,
                  const Fixtures& fixtures, std::vector<Issue>& issues) {
  CheckExpectation(proto, place, issues);
  TestCase result;
  result.name = proto.name();
  result.covers.assign(proto.covers().begin(), proto.covers().end());
  result.request = fixtures.Merge(proto, place);
  Unset(proto.unset(), place, result.request, issues);
  result.expect = proto.expect();
  result.line = place.line;
  return result;
}

std::vector<TestCase> Resolve(const TextFile<policy_v1::PolicyTest>& file,
                              std::vector<Issue>& issues) {
  const policy_v1::PolicyTest& test = file.message;
  const Fixtures fixtures(test, file.source, issues);
  UniqueNames case_names("case", issues);
  UniqueNames table_names("table", issues);
  std::vector<TestCase> cases;
  cases.reserve(test.case__size());
  for (int i = 0; i < test.case__size(); ++i) {
    const SourceNode& place = file.source.At("case", i);
    case_names.Add(test.case_(i).name(), place);
    cases.push_back(MakeCase(test.case_(i), place, fixtures, issues));
  }
  for (int i = 0; i < test.table_size(); ++i) {
    const SourceNode& place = file.source.At("table", i);
    const std::size_t issues_before = issues.size();
    table_names.Add(test.table(i).name(), place);
    for (TestCase& cell : ExpandTable(test.table(i), place, fixtures, issues)) {
      // Where the names in the table are wrong, those of its cells say no more.
      if (issues.size() == issues_before) case_names.Add(cell.name, place);
      cases.push_back(std::move(cell));
    }
  }
  return cases;
}

// The cells of a row share its mistakes.
void RemoveRepeats(std::vector<Issue>& issues) {
  const auto key = [](const Issue& issue) {
    return std::tie(issue.line, issue.column, issue.message);
  };
  issues.erase(std::unique(issues.begin(), issues.end(),
                           [&](const Issue& a, const Issue& b) {
                             return key(a) == key(b);
                           }),
               issues.end());
}

}  // namespace

CaseFileResult ParseCaseFile(absl::string_view text) {
  CaseFileResult result;
  TextFile<policy_v1::PolicyTest> file;
  if (!ReadTextFile(text, file, result.issues)) {
    SortIssues(result.issues);
    return result;
  }
  std::vector<TestCase> cases = Resolve(file, result.issues);
  if (file.message.case_().empty() && file.message.table().empty()) {
    result.issues.push_back(
        {0, 0, "the file has no case and no table, add one"});
  }
  SortIssues(result.issues);
  RemoveRepeats(result.issues);
  if (result.issues.empty()) result.cases = std::move(cases);
  return result;
}

}  // namespace authz

#include "authz/policy_tests/case_file.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/policy_tests/fixtures.h"
#include "authz/policy_tests/table_cells.h"
#include "authz/policy_tests/unique_names.h"
#include "authz/text/source_map.h"
#include "authz/text/text_file.h"

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

// The fixtures of the files that `file` includes, file by file.
std::vector<IncludedFixtures> ReadIncludes(
    const TextFile<policy_v1::PolicyTest>& file, IncludeReader include,
    std::vector<Issue>& issues) {
  std::vector<IncludedFixtures> included;
  for (int i = 0; i < file.message.include_size(); ++i) {
    const std::string& path = file.message.include(i);
    const SourceNode& place = file.source.At("include", i);
    const absl::StatusOr<const CaseFileResult*> result = include(path);
    if (!result.ok()) {
      Report(place, std::string(result.status().message()), issues);
    } else if (!(*result)->cases.has_value()) {
      Report(place, absl::StrCat("`", path, "` has mistakes, mend it first"),
             issues);
    } else if (!(*result)->cases->empty()) {
      Report(place,
             absl::StrCat("`", path,
                          "` has cases, include a file of fixtures only"),
             issues);
    } else {
      included.push_back((*result)->fixtures);
    }
  }
  return included;
}

std::vector<TestCase> Resolve(const TextFile<policy_v1::PolicyTest>& file,
                              const Fixtures& fixtures,
                              std::vector<Issue>& issues) {
  const policy_v1::PolicyTest& test = file.message;
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

absl::StatusOr<const CaseFileResult*> RefuseInclude(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot include `", path, "` here"));
}

CaseFileResult ParseCaseFile(absl::string_view text, IncludeReader include) {
  CaseFileResult result;
  TextFile<policy_v1::PolicyTest> file;
  if (!ReadTextFile(text, file, result.issues)) {
    SortIssues(result.issues);
    return result;
  }
  const std::vector<IncludedFixtures> included =
      ReadIncludes(file, include, result.issues);
  if (included.size() < static_cast<std::size_t>(file.message.include_size())) {
    SortIssues(result.issues);
    return result;
  }
  const Fixtures fixtures(file.message, file.source, included, result.issues);
  std::vector<TestCase> cases = Resolve(file, fixtures, result.issues);
  if (file.message.case_().empty() && file.message.table().empty() &&
      file.message.fixture().empty()) {
    result.issues.push_back(
        {0, 0, "the file has no case, no table and no fixture, add one"});
  }
  SortIssues(result.issues);
  RemoveRepeats(result.issues);
  if (result.issues.empty()) {
    result.cases = std::move(cases);
    result.fixtures = fixtures.Own();
  }
  return result;
}

}  // namespace authz

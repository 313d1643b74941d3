#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"
#include "authz/policy_tests/case.h"
#include "authz/policy_tests/case_runner.h"
#include "authz/policy_tests/clock.h"
#include "authz/policy_tests/coverage.h"
#include "cli/case_files.h"
#include "cli/commands/flags.h"
#include "cli/commands/open.h"
#include "cli/commands/run.h"
#include "cli/format/reports.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {
namespace {

// The policy that decides, and the cases that it is to decide.
struct TestInput {
  authz::CompiledPolicy policy;
  std::vector<CaseFile> files;
};

// A line for a mistake in a case.
std::string Mistake(const CaseFile& file, const authz::TestCase& test_case,
                    absl::string_view what) {
  return absl::StrCat(file.path, ":", test_case.line, ": error: case `",
                      Printable(test_case.name), "` ", what);
}

// The error has a line for every case whose outcome depends on the clock.
absl::Status CheckClocks(const TestInput& input) {
  std::vector<std::string> mistakes;
  for (const CaseFile& file : input.files) {
    for (const authz::TestCase& test_case : file.cases) {
      if (!authz::DependsOnClock(input.policy, test_case)) continue;
      mistakes.push_back(
          Mistake(file, test_case,
                  "passes or fails by the clock, set `at` in its request"));
    }
  }
  if (mistakes.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

absl::StatusOr<TestInput> ReadTestInput(const Arguments& arguments) {
  if (arguments.empty()) {
    return absl::InvalidArgumentError(
        "give at least one policy test file, or a folder of them");
  }
  absl::StatusOr<authz::CompiledPolicy> policy = LoadPolicy();
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::vector<CaseFile>> files = ReadCaseFiles(arguments);
  if (!files.ok()) return files.status();
  TestInput input = {*std::move(policy), *std::move(files)};
  absl::Status clocks = CheckClocks(input);
  if (!clocks.ok()) return clocks;
  return input;
}

absl::StatusOr<v1::CheckResponse> DecideExplained(
    const TestInput& input, const v1::CheckRequest& request) {
  v1::CheckRequest explained = request;
  explained.set_explain(true);
  return CheckLocally(input.policy, explained);
}

// Adds the file, and how each of its cases comes out, to the report.
void RunFile(const TestInput& input, const CaseFile& file,
             message::TestReport& report) {
  message::TestedFile& tested = *report.add_files();
  tested.set_path(file.path);
  for (const authz::TestCase& test_case : file.cases) {
    message::TestedCase& one = *tested.add_cases();
    one.set_name(test_case.name);
    one.set_line(test_case.line);
    one.set_passed(true);
  }
  const auto failures =
      authz::RunCases(file.cases, [&](const v1::CheckRequest& request) {
        return DecideExplained(input, request);
      });
  for (const authz::CaseFailure& failure : failures) {
    const auto index = failure.test_case - file.cases.data();
    message::TestedCase& failed =
        *tested.mutable_cases(static_cast<int>(index));
    failed.set_passed(false);
    failed.mutable_differences()->Assign(failure.differences.begin(),
                                         failure.differences.end());
    if (failure.actual.has_value()) {
      *failed.mutable_response() = *failure.actual;
    }
  }
  const int failed = static_cast<int>(failures.size());
  report.set_failed(report.failed() + failed);
  report.set_passed(report.passed() + tested.cases_size() - failed);
}

// INVALID_ARGUMENT names the cases that have no decision, and so cover nothing.
absl::StatusOr<authz::Coverage> CountCases(const TestInput& input) {
  authz::Coverage coverage = authz::NewCoverage(input.policy);
  std::vector<std::string> mistakes;
  for (const CaseFile& file : input.files) {
    for (const authz::TestCase& test_case : file.cases) {
      const absl::StatusOr<v1::CheckResponse> response =
          DecideExplained(input, test_case.request);
      if (response.ok()) {
        authz::Count(response->explanation(), coverage);
      } else {
        mistakes.push_back(Mistake(file, test_case,
                                   absl::StrCat("has a malformed request: ",
                                                response.status().message())));
      }
    }
  }
  if (mistakes.empty()) return coverage;
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

}  // namespace

absl::StatusOr<Answer> RunPolicyTest(const Arguments& arguments) {
  const absl::StatusOr<TestInput> input = ReadTestInput(arguments);
  if (!input.ok()) return input.status();
  message::TestReport report;
  report.set_policy_version(input->policy.version);
  for (const CaseFile& file : input->files) RunFile(*input, file, report);
  const ExitStatus exit_status = report.failed() == 0 ? kExitOk : kExitDenied;
  if (absl::GetFlag(FLAGS_output).value == OutputFormat::kJunit) {
    return Answer{FormatJunit(report), exit_status};
  }
  return MakeAnswer(report, FormatTestReport, exit_status);
}

absl::StatusOr<Answer> RunPolicyCoverage(const Arguments& arguments) {
  const absl::StatusOr<TestInput> input = ReadTestInput(arguments);
  if (!input.ok()) return input.status();
  const absl::StatusOr<authz::Coverage> counted = CountCases(*input);
  if (!counted.ok()) return counted.status();
  const message::PolicyCoverage coverage =
      CoverageToProto(input->policy, *counted);
  return MakeAnswer(coverage, FormatCoverage,
                    coverage.complete() ? kExitOk : kExitDenied);
}

}  // namespace cli

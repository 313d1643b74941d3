#include "cli/commands/policy_test_command.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/statusor.h"
#include "authz/policy_tests/case.h"
#include "authz/policy_tests/case_runner.h"
#include "cli/case_files.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"
#include "cli/commands/test_input.h"
#include "cli/format/junit.h"
#include "cli/format/test_report.h"
#include "cli/test_report.pb.h"

namespace cli {
namespace {

namespace message = ::conversations::authz::cli;
namespace v1 = ::conversations::authz::v1;

void FillFailure(const authz::CaseFailure& failure,
                 message::TestedCase& tested) {
  tested.set_passed(false);
  for (const std::string& difference : failure.differences) {
    tested.add_differences(difference);
  }
  if (failure.actual.has_value()) *tested.mutable_response() = *failure.actual;
}

message::TestedFile RunFile(const authz::CompiledPolicy& policy,
                            const CaseFile& file) {
  message::TestedFile tested;
  tested.set_path(file.path);
  for (const authz::TestCase& test_case : file.cases) {
    message::TestedCase& one = *tested.add_cases();
    one.set_name(test_case.name);
    one.set_line(test_case.line);
    one.set_passed(true);
  }
  for (const authz::CaseFailure& failure :
       authz::RunCases(file.cases, [&](const v1::CheckRequest& request) {
         return DecideExplained(policy, request);
       })) {
    const auto index = failure.test_case - file.cases.data();
    FillFailure(failure, *tested.mutable_cases(static_cast<int>(index)));
  }
  return tested;
}

message::TestReport RunFiles(const TestInput& input) {
  message::TestReport report;
  report.set_policy_version(input.policy.version);
  for (const CaseFile& file : input.files) {
    message::TestedFile& tested = *report.add_files();
    tested = RunFile(input.policy, file);
    for (const message::TestedCase& one : tested.cases()) {
      if (one.passed()) {
        report.set_passed(report.passed() + 1);
      } else {
        report.set_failed(report.failed() + 1);
      }
    }
  }
  return report;
}

absl::StatusOr<std::string> Format(const message::TestReport& report) {
  switch (absl::GetFlag(FLAGS_output)) {
    case OutputFormat::kJson:
      return ToJson(report);
    case OutputFormat::kJunit:
      return FormatJunit(report);
    default:
      return FormatTestReport(report, StdoutStyle());
  }
}

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  const absl::StatusOr<TestInput> input = ReadTestInput(arguments);
  if (!input.ok()) return input.status();
  const message::TestReport report = RunFiles(*input);
  absl::StatusOr<std::string> output = Format(report);
  if (!output.ok()) return output.status();
  return Answer{*std::move(output),
                report.failed() == 0 ? kExitOk : kExitDenied};
}

}  // namespace

Command PolicyTestCommand() {
  return {
      "policy test",
      "FILE...",
      "run policy tests",
      R"(Puts the cases and the tables of policy test files to the policy, in this
process. A folder stands for all files in it that end in .txtpb. Of each case that
fails it prints what differs, and how the decision came about. Exits with 0 where
all passed, with 1 where one failed, and with 2 where a file is malformed or the
policy is one that no server would load; nothing is run then.

A case that does not set `at` is evaluated now. docs/policy-tests.md describes the
files.

Examples
  authz policy test tests
  authz policy test --policy=policy.txtpb groups.txtpb items.txtpb
  authz policy test tests --output=junit > report.xml
)",
      {"policy", "output", "color"},
      Run,
      {OutputFormat::kText, OutputFormat::kJson, OutputFormat::kJunit}};
}

}  // namespace cli

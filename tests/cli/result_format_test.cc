// The results of commands that read policies, as text made from their messages.

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/format/reports.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using authz::ParseText;
using testing::HasSubstr;

struct Case {
  std::string name;
  // In Protobuf's text format.
  std::string message;
  std::string text;
};

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class DifferenceFormatTest : public testing::TestWithParam<Case> {};

TEST_P(DifferenceFormatTest, SaysWhatOpensAndWhatCloses) {
  const auto difference = ParseText<message::PolicyDifference>(
      "old_version: 'p@1' new_version: 'p@2' " + GetParam().message);
  EXPECT_EQ(FormatDifference(difference, Style{}), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    All, DifferenceFormatTest,
    testing::ValuesIn(std::vector<Case>{
        {"Same", "",
         "SAME  p@1 → p@2\n"
         "\n"
         "Every request is allowed by both or denied by both.\n"},
        {"OneOpensInEveryCase",
         "opened { action: ACTION_VIEW_MESSAGES cases { } }",
         "OPENS  p@1 → p@2\n"
         "\n"
         "  VIEW_MESSAGES opens in every case\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "1 action opens up, nothing closes\n"},
        {"OneCloses",
         "closed { action: ACTION_CREATE_GROUP cases { facts: 'one' } }",
         "CLOSES  p@1 → p@2\n"
         "\n"
         "  CREATE_GROUP closes where\n"
         "    one\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "nothing opens up, 1 action closes\n"},
        // Those that change alike stand together.
        {"ManyOpenAndSomeClose",
         R"(opened { action: ACTION_VIEW_MESSAGES cases { facts: "one" } }
            opened { action: ACTION_MENTION_USER cases { facts: "two" } }
            opened { action: ACTION_START_DIRECT_MESSAGE
                     cases { facts: "one" } }
            opened { action: ACTION_SEND_DIRECT_MESSAGE
                     cases { facts: "one" } }
            opened { action: ACTION_SEND_GROUP_MESSAGE cases { facts: "one" } }
            closed { action: ACTION_EDIT_MESSAGE cases { facts: "three" } }
            closed { action: ACTION_DELETE_MESSAGE cases { facts: "three" } })",
         "OPENS  p@1 → p@2\n"
         "\n"
         "  VIEW_MESSAGES, START_DIRECT_MESSAGE, SEND_DIRECT_MESSAGE,\n"
         "  SEND_GROUP_MESSAGE open where\n"
         "    one\n"
         "\n"
         "  MENTION_USER opens where\n"
         "    two\n"
         "\n"
         "  EDIT_MESSAGE, DELETE_MESSAGE close where\n"
         "    three\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "5 actions open up, 2 close\n"},
        {"SeveralCasesAndALongFact",
         "opened { action: ACTION_MENTION_USER "
         "cases { facts: 'there is no target' facts: 'and more' } "
         "cases { facts: 'a target is neither in the Directory of the project "
         "nor a Company Admin (or unknown)' } }",
         "OPENS  p@1 → p@2\n"
         "\n"
         "  MENTION_USER opens where\n"
         "    there is no target\n"
         "    and more\n"
         "  or where\n"
         "    a target is neither in the Directory of the project nor a "
         "Company "
         "Admin\n"
         "      (or unknown)\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "1 action opens up, nothing closes\n"},
    }),
    NameOf);

TEST(VerificationFormatTest, MarksEachGuardrail) {
  const auto verification = ParseText<message::Verification>(R"(
    policy_version: "p@1"
    guardrails { name: "one" description: "nobody does" source: "PC" }
    guardrails {
      name: "two" description: "nobody else does" source: "PT"
      counterexamples { action: ACTION_VIEW_MESSAGES
                        facts: "a fact" facts: "another" }
    })");
  EXPECT_EQ(FormatVerification(verification, Style{}),
            "REFUSED  p@1\n"
            "\n"
            "  ✓ one\n"
            "      nobody does\n"
            "      [PC]\n"
            "\n"
            "  ✗ two\n"
            "      nobody else does\n"
            "      [PT]\n"
            "      VIEW_MESSAGES is allowed where\n"
            "        a fact\n"
            "        another\n"
            "\n"
            "2 guardrails: 1 proved, 1 broken\n");
}

TEST(LintFormatTest, WritesIssuesAsCompilersDo) {
  const auto report = ParseText<message::LintReport>(R"(
    files {
      path: "a.txtpb"
      issues { severity: LINT_SEVERITY_ERROR line: 3 column: 5 message: "bad" }
      issues { severity: LINT_SEVERITY_WARNING message: "no use\n" }
      issues { severity: LINT_SEVERITY_NOTE line: 4 column: 1 message: "open" }
    }
    files { path: "b.txtpb" }
    errors: 1
    warnings: 1
    notes: 1)");
  EXPECT_EQ(FormatLint(report, Style{}),
            "a.txtpb:3:5: error: bad\n"
            "a.txtpb: warning: no use\\n\n"
            "a.txtpb:4:1: note: open\n"
            "\n"
            "2 files: 1 error, 1 warning, 1 note\n");
  EXPECT_THAT(
      FormatLint(report, Style{true}),
      HasSubstr("\033[1ma.txtpb:3:5:\033[0m \033[31merror:\033[0m bad"));
  EXPECT_EQ(FormatLint(ParseText<message::LintReport>("files { }"), Style{}),
            "1 file: 0 errors, 0 warnings, 0 notes\n");
}

constexpr char kMatrix[] = R"(
  policy_version: "p@1"
  settings { access: ACCESS_ANY_USER }
  rows {
    action: ACTION_VIEW_MESSAGES
    requirements: ["scope", "member", "level", "unused"]
    cells { level: PERMISSION_LEVEL_NONE permission: PERMISSION_NOBODY }
    cells { level: PERMISSION_LEVEL_READ_ONLY permission: PERMISSION_USERS
            further_requirements: ["scope", "level"] }
    cells { level: PERMISSION_LEVEL_STANDARD permission: PERMISSION_USERS
            further_requirements: ["scope", "member"] }
    cells { level: PERMISSION_LEVEL_ADMIN permission: PERMISSION_USERS
            further_requirements: "scope" }
    depends_on: ["direct_messages", "edit_delete_enabled"]
  }
  rows {
    action: ACTION_CONFIGURE_TOOL
    requirements: "scope"
    cells { level: PERMISSION_LEVEL_NONE permission: PERMISSION_NOBODY }
    cells { level: PERMISSION_LEVEL_READ_ONLY permission: PERMISSION_NOBODY }
    cells { level: PERMISSION_LEVEL_STANDARD permission: PERMISSION_NOBODY }
    cells { level: PERMISSION_LEVEL_ADMIN
            permission: PERMISSION_COMPANY_ADMINS_ONLY
            further_requirements: "scope" }
  }
  rows {
    action: ACTION_EXPORT_CONVERSATIONS
    requirements: "scope"
    cells { level: PERMISSION_LEVEL_ADMIN permission: PERMISSION_USERS
            further_requirements: "scope" }
  })";

// A policy file names them as it likes.
TEST(MatrixFormatTest, NamesOfRequirementsCannotSteerTheTerminal) {
  message::PermissionMatrix matrix =
      ParseText<message::PermissionMatrix>(kMatrix);
  for (message::PermissionRow& row : *matrix.mutable_rows()) {
    for (std::string& name : *row.mutable_requirements()) name = "a\n\033[2J";
    for (message::PermissionCell& cell : *row.mutable_cells()) {
      for (std::string& name : *cell.mutable_further_requirements()) {
        name = "a\n\033[2J";
      }
    }
  }
  const std::string text = FormatMatrix(matrix, Style{});
  EXPECT_THAT(text, testing::HasSubstr("a\\n\\x1b[2J"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\033")));
}

TEST(MatrixFormatTest, HasTheTableALegendAndWhatCanStillFail) {
  const std::string text =
      FormatMatrix(ParseText<message::PermissionMatrix>(kMatrix), Style{});
  EXPECT_THAT(text, testing::StartsWith("Policy p@1\n\nSettings\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  access +ANY_USER\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  project_enabled +open\n"));
  EXPECT_THAT(
      text,
      testing::EndsWith(
          "\n"
          "Permissions\n"
          "                        None  Read Only  Standard  Admin\n"
          "  VIEW_MESSAGES          ·        ✓         ✓        ✓    "
          "? direct_messages, edit_delete_enabled\n"
          "  CONFIGURE_TOOL         ·        ·         ·      ✓ CA\n"
          "  EXPORT_CONVERSATIONS   ✓\n"
          "\n"
          "  ✓     users of the level, where the further requirements are "
          "satisfied\n"
          "  ✓ CA  Company Admins only, likewise; they have the level Admin "
          "everywhere\n"
          "  ·     nobody of the level\n"
          "  ?     a setting left open can take the permission away\n"
          "\n"
          "Further requirements, which can still deny those who may\n"
          "  VIEW_MESSAGES\n"
          "      scope, member (Standard), level (Read Only)\n"
          "  CONFIGURE_TOOL, EXPORT_CONVERSATIONS\n"
          "      scope\n"));
}

constexpr char kCoverage[] = R"(
  policy_version: "p@1"
  rules {
    action: ACTION_VIEW_MESSAGES cases: 1
    requirements {
      name: "scope"
      outcomes { outcome: "satisfied" possible: true cases: 1 }
      outcomes { outcome: "failed" possible: true }
      outcomes { outcome: "deciding" possible: true }
      outcomes { outcome: "unknown" }
    }
    requirements {
      name: "level"
      outcomes { outcome: "satisfied" possible: true cases: 2 }
    }
  }
  rules {
    action: ACTION_CREATE_GROUP
    requirements { name: "scope"
                   outcomes { outcome: "satisfied" possible: true } }
  }
  facts { name: "scope_consistent"
          values { outcome: "true" possible: true cases: 3 } })";

TEST(CoverageFormatTest, ListsWhatIsNotCovered) {
  EXPECT_EQ(
      FormatCoverage(ParseText<message::PolicyCoverage>(kCoverage), Style{}),
      "NOT COVERED  p@1\n"
      "\n"
      "  ✗  VIEW_MESSAGES  2 of 4  by 1 case\n"
      "  ✗  CREATE_GROUP   0 of 1  by 0 cases\n"
      "  ✓  facts          1 of 1\n"
      "\n"
      "Never seen\n"
      "  VIEW_MESSAGES\n"
      "    scope  failed, deciding\n"
      "  CREATE_GROUP\n"
      "    anything: there is no case\n"
      "\n"
      "3 of 6 outcomes covered\n");
}

TEST(CoverageFormatTest, SaysLittleWhereAllIsCovered) {
  EXPECT_EQ(FormatCoverage(ParseText<message::PolicyCoverage>(R"(
                policy_version: "p@1"
                complete: true
                facts { name: "f" values { possible: true cases: 1 } })"),
                           Style{}),
            "COVERED  p@1\n"
            "\n"
            "  ✓  facts  1 of 1\n"
            "\n"
            "1 of 1 outcomes covered\n");
}

// A name with all that XML has to escape or cannot carry.
constexpr char kReport[] = R"(
  policy_version: "p@1" passed: 2 failed: 2
  files {
    path: "b & <c>.txtpb"
    cases { name: "passes" line: 9 passed: true }
    cases {
      name: "\033[1m \"x\" & <y> ]]> \n\t\000 \357\277\277 é 😀" line: 14
      differences: "allowed: expected `true`, got `false`"
      differences: "reason: another"
      response {
        explanation {
          action: ACTION_CONFIGURE_TOOL
          requirements { name: "admin" outcome: OUTCOME_FAILED
                         reason: REASON_COMPANY_ADMIN_REQUIRED
                         description: "The actor is <one>." }
        }
      }
    }
    cases { name: "malformed" line: 20 differences: "an error" }
  }
  files { path: "d.txtpb" cases { name: "too" line: 1 passed: true } })";

TEST(TestReportFormatTest, ExplainsWhatFails) {
  EXPECT_EQ(
      FormatTestReport(ParseText<message::TestReport>(kReport), Style{}),
      "FAILED  p@1\n"
      "\n"
      "✗ b & <c>.txtpb:14: \\x1b[1m \"x\" & <y> ]]> \\n\\t\\x00 \xef\xbf\xbf "
      "é 😀\n"
      "  allowed: expected `true`, got `false`\n"
      "  reason: another\n"
      "\n"
      "  CONFIGURE_TOOL requires, in this order:\n"
      "\n"
      "    ✗ admin  failed, and decides: DENIED COMPANY_ADMIN_REQUIRED\n"
      "        The actor is <one>.\n"
      "\n"
      "  1 requirements: 0 satisfied, 1 failed, 0 unknown\n"
      "\n"
      "✗ b & <c>.txtpb:20: malformed\n"
      "  an error\n"
      "\n"
      "2 passed, 2 failed\n");
}

TEST(TestReportFormatTest, SaysLittleWhereAllPass) {
  EXPECT_EQ(FormatTestReport(ParseText<message::TestReport>(R"(
                policy_version: "p@1" passed: 3
                files { path: "a.txtpb" cases { passed: true }
                        cases { passed: true } }
                files { path: "bb.txtpb" cases { passed: true } })"),
                             Style{}),
            "PASSED  p@1\n"
            "  ✓  a.txtpb   2 passed\n"
            "  ✓  bb.txtpb  1 passed\n"
            "\n"
            "3 passed, 0 failed\n");
}

TEST(JunitFormatTest, IsReadByAnXmlParser) {
  testing_support::ProgramOptions options;
  options.stdin_text = FormatJunit(ParseText<message::TestReport>(kReport));
  options.environment = {"PYTHONIOENCODING=utf-8"};
  const absl::StatusOr<testing_support::Finished> read =
      testing_support::RunProgram("/usr/bin/python3",
                                  {"-B", "tests/cli/read_junit.py"}, options);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->err, "");
  EXPECT_EQ(
      read->out,
      "suite: b & <c>.txtpb p\n"
      "case: 9 passes\n"
      "case: 14 \\x1b[1m \"x\" & <y> ]]> \\n\\t\\x00 \\xef\\xbf\\xbf é 😀\n"
      "failure: allowed: expected `true`, got `false`; reason: another\n"
      "allowed: expected `true`, got `false`\n"
      "reason: another\n"
      "\n"
      "CONFIGURE_TOOL requires, in this order:\n"
      "\n"
      "  ✗ admin  failed, and decides: DENIED COMPANY_ADMIN_REQUIRED\n"
      "      The actor is <one>.\n"
      "\n"
      "1 requirements: 0 satisfied, 1 failed, 0 unknown\n"
      "case: 20 malformed\n"
      "failure: an error\n"
      "an error\n"
      "suite: d.txtpb p\n"
      "case: 1 too\n"
      "4 2\n");
}

}  // namespace
}  // namespace cli

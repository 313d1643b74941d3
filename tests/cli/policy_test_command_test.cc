// `authz policy test`: what it prints and exits with.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/read_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/cli/policy_files.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::ProgramOptions;
using testing_support::RunProgram;

constexpr char kCases[] = R"(fixture {
  name: "ann"
  request {
    at { seconds: 1700000000 }
    actor { id: "ann" company_admin: false }
    action: ACTION_CONFIGURE_TOOL
  }
}
case {
  name: "Ann may not"
  use: "ann"
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
}
)";

constexpr char kTable[] = R"(table {
  name: "exports"
  request { actor { id: "ann" } }
  action: ["EXPORT_CONVERSATIONS", "CONFIGURE_TOOL"]
  row { name: "user" request { actor { company_admin: false } } }
  row { name: "admin" request { actor { company_admin: true } } }
  allow { row: "admin" column: "CONFIGURE_TOOL" }
}
)";

// What Ann may not, expected to be allowed in line 14.
constexpr char kWrong[] = R"(case {
  name: "Ann may"
  use: "ann"
  expect { allowed: true reason: REASON_ALLOWED }
}
)";

constexpr char kExplanation[] =
    "  CONFIGURE_TOOL requires, in this order:\n"
    "\n"
    "    ✓ scope\n"
    "        The project and conversation ids in the request agree.\n"
    "        scope_consistent = true\n"
    "        [choice: defence in depth]\n"
    "\n"
    "    ✗ company_admin  failed, and decides: DENIED COMPANY_ADMIN_REQUIRED\n"
    "        The actor is a Company Admin.\n"
    "        actor_company_admin = false\n"
    "        [PC, first paragraph; PC, Direct Messages, note on exports]\n"
    "\n"
    "  2 requirements: 1 satisfied, 1 failed, 0 unknown\n";

class PolicyTestTest : public testing::Test {
 protected:
  testing_support::TempFolder folder_;
};

TEST_F(PolicyTestTest, SaysLittleWhereAllPass) {
  const std::string cases = folder_.Write("cases.txtpb", kCases);
  const std::string table = folder_.Write("table.txtpb", kTable);
  const Finished finished = RunAuthz({"policy", "test", table, cases});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out, absl::StrCat("PASSED  conversations@VERSION\n"
                                       "  ✓  ",
                                       table,
                                       "  4 passed\n"
                                       "  ✓  ",
                                       cases,
                                       "  1 passed\n"
                                       "\n"
                                       "5 passed, 0 failed\n"));
}

TEST_F(PolicyTestTest, ExplainsWhatFails) {
  const std::string path =
      folder_.Write("cases.txtpb", absl::StrCat(kCases, kWrong));
  const Finished finished = RunAuthz({"policy", "test", path});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out,
            absl::StrCat("FAILED  conversations@VERSION\n"
                         "\n"
                         "✗ ",
                         path,
                         ":14: Ann may\n"
                         "  allowed: expected `true`, got `false`\n"
                         "  reason: expected `REASON_ALLOWED`, got "
                         "`REASON_COMPANY_ADMIN_REQUIRED`\n"
                         "\n",
                         kExplanation,
                         "\n"
                         "1 passed, 1 failed\n"));
}

TEST_F(PolicyTestTest, EveryCellFailsByItself) {
  const std::string path = folder_.Write("table.txtpb", R"(table {
  name: "t"
  request { actor { id: "ann" company_admin: false } }
  action: ["CONFIGURE_TOOL", "EXPORT_CONVERSATIONS"]
  row { name: "a" }
  row { name: "nobody" unset: "actor" }
  allow { row: "a" column: ["CONFIGURE_TOOL", "EXPORT_CONVERSATIONS"] }
}
)");
  const Finished finished = RunAuthz({"policy", "test", path});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(
      finished.out,
      AllOf(HasSubstr(absl::StrCat("\n✗ ", path,
                                   ":7: t / a / CONFIGURE_TOOL\n"
                                   "  allowed: expected `true`, got `false` "
                                   "for `REASON_COMPANY_ADMIN_REQUIRED`\n"
                                   "\n",
                                   kExplanation, "\n✗ ", path,
                                   ":7: t / a / EXPORT_CONVERSATIONS\n")),
            HasSubstr(absl::StrCat(
                "\n✗ ", path,
                ":6: t / nobody / CONFIGURE_TOOL\n"
                "  expected a decision, got an error: INVALID_ARGUMENT: "
                "actor.id: must not be empty\n")),
            EndsWith("\n\n0 passed, 4 failed\n")));
}

TEST_F(PolicyTestTest, AFolderIsItsFilesByName) {
  folder_.Write("b.txtpb", kCases);
  folder_.Write("a.txtpb", kTable);
  folder_.Write("notes.md", "not a test");
  const Finished finished = RunAuthz({"policy", "test", folder_.Path("")});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out,
              HasSubstr(absl::StrCat("  ✓  ", folder_.Path("a.txtpb"),
                                     "  4 passed\n  ✓  ",
                                     folder_.Path("b.txtpb"), "  1 passed\n")));
}

TEST_F(PolicyTestTest, InJson) {
  const std::string path =
      folder_.Write("cases.txtpb", absl::StrCat(kCases, kWrong));
  const Finished finished = RunAuthz({"policy", "test", path, "--output=json"});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(finished.out, StartsWith(absl::StrCat(R"({
 "policyVersion": "conversations@VERSION",
 "passed": 1,
 "failed": 1,
 "files": [
  {
   "path": ")",
                                                    path, R"(",
   "cases": [
    {
     "name": "Ann may not",
     "line": 9,
     "passed": true,
     "differences": []
    },
    {
     "name": "Ann may",
     "line": 14,
     "passed": false,
     "differences": [
      "allowed: expected `true`, got `false`",
      "reason: expected `REASON_ALLOWED`, got `REASON_COMPANY_ADMIN_REQUIRED`"
     ],
     "response": {
      "id": "",
      "allowed": false,
      "reason": "REASON_COMPANY_ADMIN_REQUIRED",
)")));
  EXPECT_THAT(finished.out, HasSubstr("\"outcome\": \"OUTCOME_FAILED\""));
}

// A name with all that XML has to escape or cannot carry.
TEST_F(PolicyTestTest, InXmlThatCiReads) {
  folder_.Write("a.txtpb", kTable);
  folder_.Write("b & <c>.txtpb", absl::StrCat(kCases, R"(case {
  name: "\033[1m \"x\" & <y> ]]> \n\t\000 \357\277\277 é 😀"
  use: "ann"
  expect { reason: REASON_TOOL_DISABLED }
}
)"));
  const Finished report =
      RunAuthz({"policy", "test", folder_.Path(""), "--output=junit"});
  EXPECT_EQ(report.exit_status, 1);
  EXPECT_EQ(report.err, "");
  ProgramOptions options;
  options.stdin_text = report.out;
  options.environment = {"PYTHONIOENCODING=utf-8"};
  const absl::StatusOr<Finished> read = RunProgram(
      "/usr/bin/python3", {"-B", "tests/cli/read_junit.py"}, options);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->err, "");
  EXPECT_EQ(
      read->out,
      "suite: a.txtpb conversations\n"
      "case: 5 exports / user / EXPORT_CONVERSATIONS\n"
      "case: 5 exports / user / CONFIGURE_TOOL\n"
      "case: 6 exports / admin / EXPORT_CONVERSATIONS\n"
      "case: 7 exports / admin / CONFIGURE_TOOL\n"
      "suite: b & <c>.txtpb conversations\n"
      "case: 9 Ann may not\n"
      "case: 14 \\x1b[1m \"x\" & <y> ]]> \\n\\t\\x00 \\xef\\xbf\\xbf é 😀\n"
      "failure: reason: expected `REASON_TOOL_DISABLED`, got "
      "`REASON_COMPANY_ADMIN_REQUIRED`\n"
      "reason: expected `REASON_TOOL_DISABLED`, got "
      "`REASON_COMPANY_ADMIN_REQUIRED`\n"
      "\n"
      "CONFIGURE_TOOL requires, in this order:\n"
      "\n"
      "  ✓ scope\n"
      "      The project and conversation ids in the request agree.\n"
      "      scope_consistent = true\n"
      "      [choice: defence in depth]\n"
      "\n"
      "  ✗ company_admin  failed, and decides: DENIED COMPANY_ADMIN_REQUIRED\n"
      "      The actor is a Company Admin.\n"
      "      actor_company_admin = false\n"
      "      [PC, first paragraph; PC, Direct Messages, note on exports]\n"
      "\n"
      "2 requirements: 1 satisfied, 1 failed, 0 unknown\n"
      "6 1\n");
}

// A message of ten minutes ago, and a policy that allows to edit it.
TEST_F(PolicyTestTest, ByAnotherPolicy) {
  const std::string cases = folder_.Write("cases.txtpb", R"(case {
  name: "ten minutes later"
  request {
    at { seconds: 1700000600 }
    actor { id: "ann" company_admin: true }
    action: ACTION_EDIT_MESSAGE
    settings { edit_delete_enabled: true }
    conversation { type: CONVERSATION_TYPE_GROUP actor_is_member: true }
    message { author_id: "ann" sent_at { seconds: 1700000000 } }
  }
  expect {
    allowed: true
    reason: REASON_ALLOWED
    valid_until { seconds: 1700000600 }
  }
}
)");
  const std::string policy = PolicyFileWith("edit_window { seconds: 300 }",
                                            "edit_window { seconds: 600 }");
  EXPECT_EQ(RunAuthz({"policy", "test", cases}).exit_status, 1);
  EXPECT_EQ(RunAuthz({"policy", "test", cases, "--policy", policy}).exit_status,
            0);
}

// What docs/policy-tests.md shows, put together.
TEST_F(PolicyTestTest, TheExamplesOfTheDocs) {
  const absl::StatusOr<std::string> page =
      base::ReadFile("docs/policy-tests.md");
  ASSERT_TRUE(page.ok()) << page.status();
  std::string examples;
  bool inside = false;
  for (const absl::string_view line : absl::StrSplit(*page, '\n')) {
    if (absl::StartsWith(line, "```")) {
      inside = line == "```textproto";
    } else if (inside) {
      absl::StrAppend(&examples, line, "\n");
    }
  }
  const Finished finished =
      RunAuthz({"policy", "test", folder_.Write("docs.txtpb", examples)});
  EXPECT_EQ(finished.exit_status, 0) << finished.err;
  EXPECT_THAT(finished.out, EndsWith("\n\n12 passed, 0 failed\n"));
}

}  // namespace
}  // namespace cli

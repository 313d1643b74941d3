// The commands that read policies: their exit statuses, and that what they
// print is about the files that they were given.

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing_support::Finished;

// Keeps the guardrails. Users change their own view and notifications, Company
// Admins export and configure, and nothing else is allowed.
constexpr char kPolicy[] = R"(name: "small"
limits {
  edit_window { seconds: 300 }
  max_clock_skew { seconds: 30 }
  max_direct_message_recipients: 100
  max_group_members: 2000
}
requirement {
  name: "admin"
  any_of: "actor_company_admin"
  reason: REASON_COMPANY_ADMIN_REQUIRED
  description: "The actor is a Company Admin."
  source: "a | <i> [c] *d* `e`\n\\f"
}
requirement {
  name: "enabled"
  any_of: "tool_enabled"
  reason: REASON_TOOL_DISABLED
  description: "The tool is enabled."
  source: "second source"
}
requirement {
  name: "audience"
  when: "access_internal_only"
  any_of: "actor_internal"
  reason: REASON_ACTOR_NOT_INTERNAL_EMPLOYEE
  description: "Where the tool is for internal employees only, the actor is one."
  source: "second source"
}
requirement {
  name: "direct"
  any_of: "conversation_direct"
  reason: REASON_WRONG_CONVERSATION_TYPE
  description: "The conversation is a direct message."
  source: "third source"
}
requirement {
  name: "group"
  any_of: "conversation_group"
  reason: REASON_WRONG_CONVERSATION_TYPE
  description: "The conversation is a group."
  source: "third source"
}
requirement {
  name: "owner"
  any_of: "actor_is_owner"
  reason: REASON_NOT_OWN_VIEW
  description: "The view is the actor's own."
  source: "fourth source"
}
requirement {
  name: "range"
  any_of: "export_range_given"
  description: "The request has the dates to export."
  source: "fifth source"
}
group {
  name: "NEVER"
  require: ["direct", "group"]
}
rule {
  action: [ACTION_VIEW_MESSAGES, ACTION_START_DIRECT_MESSAGE, ACTION_SEND_DIRECT_MESSAGE]
  action: [ACTION_SEND_GROUP_MESSAGE, ACTION_SEND_ITEM_MESSAGE, ACTION_MENTION_USER]
  action: [ACTION_ADD_ITEMS_TO_MESSAGE, ACTION_EDIT_MESSAGE, ACTION_DELETE_MESSAGE]
  action: [ACTION_CREATE_GROUP, ACTION_MANAGE_GROUP]
  require: "NEVER"
}
rule {
  action: [ACTION_HIDE_CONVERSATION, ACTION_MANAGE_PUSH_NOTIFICATIONS]
  require: ["enabled", "audience", "owner"]
}
rule {
  action: ACTION_EXPORT_CONVERSATIONS
  require: ["admin", "range"]
}
rule {
  action: ACTION_CONFIGURE_TOOL
  require: ["admin"]
}
)";

std::string PolicyWith(absl::string_view from, absl::string_view to) {
  std::string text = kPolicy;
  EXPECT_EQ(absl::StrReplaceAll({{from, to}}, &text), 1) << from;
  return text;
}

constexpr char kPasses[] = R"(case {
  name: "Ann may not"
  request {
    actor { id: "ann" company_admin: false }
    action: ACTION_CONFIGURE_TOOL
  }
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
}
)";

constexpr char kTable[] = R"(table {
  name: "exports"
  request { actor { id: "ann" } }
  action: ["EXPORT_CONVERSATIONS", "CONFIGURE_TOOL"]
  row { name: "user" request { actor { company_admin: false } } }
  row { name: "admin" request { actor { company_admin: true } } }
  row { name: "nobody" unset: "actor" }
  allow { row: ["admin", "user"] column: "CONFIGURE_TOOL" }
}
)";

// By a policy that asks for the edit window, allowed for five minutes.
constexpr char kClock[] = R"(case {
  name: "Ann may for a while"
  request {
    actor { id: "ann" }
    action: ACTION_HIDE_CONVERSATION
    settings { access: ACCESS_ANY_USER }
    owner_id: "ann"
    message { sent_at { seconds: 1700000000 } }
  }
  expect { allowed: true reason: REASON_ALLOWED valid_until { seconds: 1700000300 } }
}
table {
  name: "hiding"
  request {
    actor { id: "ann" }
    settings { access: ACCESS_ANY_USER }
    message { sent_at { seconds: 1700000000 } }
  }
  action: ["HIDE_CONVERSATION"]
  row { name: "own" request { owner_id: "ann" } }
  row { name: "then" request { owner_id: "ann" at { seconds: 1700000000 } } }
  row { name: "another's" request { owner_id: "bob" } }
  allow { row: ["own", "then"] column: "HIDE_CONVERSATION" }
}
)";

// Runs the command among policies and policy tests.
class PolicyCommandTest : public testing::Test {
 protected:
  PolicyCommandTest() {
    folder_.Write("small.txtpb", kPolicy);
    folder_.Write("open.txtpb", PolicyWith("require: [\"admin\"]",
                                           "require: [\"audience\"]"));
    folder_.Write(
        "closed.txtpb",
        PolicyWith("require: [\"admin\"]", "require: [\"admin\", \"owner\"]"));
    folder_.Write("same.txtpb",
                  absl::StrCat("# Another comment.\n",
                               PolicyWith("[\"enabled\", \"audience\"",
                                          "[\"audience\", \"enabled\"")));
    folder_.Write("unknown_fact.txtpb", PolicyWith("any_of: \"actor_is_owner\"",
                                                   "any_of: \"owner_is\""));
    folder_.Write("default.txtpb",
                  PolicyWith("limits {",
                             "default_settings { access: ACCESS_ANY_USER }\n"
                             "limits {"));
    folder_.Write("window.txtpb", PolicyWith("any_of: \"tool_enabled\"",
                                             "any_of: \"within_edit_window\""));
    folder_.Write("clock", kClock);
    folder_.Write("passes", kPasses);
    folder_.Write("table", kTable);
    folder_.Write("malformed_request",
                  absl::StrReplaceAll(
                      kPasses, {{"id: \"ann\"", ""}, {"Ann", "\\033[1m"}}));
    folder_.Write("mistakes", "case { }\ntable { name: \"t\" row { } }\n");
    folder_.Write("syntax", "case {");
    folder_.Write("fixtures", "fixture { name: 'ann' }");
  }

  // "DIR/" stands for the folder of the files.
  std::string InFolder(const std::string& text) const {
    return absl::StrReplaceAll(text, {{"DIR/", folder_.Path("")}});
  }

  Finished Run(std::vector<std::string> arguments) const {
    for (std::string& argument : arguments) argument = InFolder(argument);
    return RunAuthz(arguments);
  }

  const testing_support::TempFolder folder_;
};

struct Case {
  std::string name;
  std::vector<std::string> arguments;
  int exit_status;
  // What it prints, among other things.
  std::vector<std::string> parts;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PolicyOutputTest : public PolicyCommandTest,
                         public testing::WithParamInterface<Case> {};

TEST_P(PolicyOutputTest, ExitsAndPrints) {
  const Finished finished = Run(GetParam().arguments);
  EXPECT_EQ(finished.exit_status, GetParam().exit_status);
  EXPECT_EQ(finished.err, "");
  for (const std::string& part : GetParam().parts) {
    EXPECT_THAT(finished.out, HasSubstr(InFolder(part)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, PolicyOutputTest,
    testing::ValuesIn(std::vector<Case>{
        {"Matrix",
         {"matrix", "--policy=DIR/small.txtpb"},
         0,
         {"Policy small@VERSION\n",
          "  CREATE_GROUP                ·        ·         ·        ·\n",
          "  HIDE_CONVERSATION           ✓        ✓         ✓        ✓    ? "
          "access\n",
          "  CONFIGURE_TOOL              ·        ·         ·      ✓ CA\n"}},
        {"MatrixUnderSettings",
         {"matrix", "--policy=DIR/small.txtpb",
          R"(--settings={"access": "ACCESS_ANY_USER"})"},
         0,
         {"  HIDE_CONVERSATION           ✓        ✓         ✓        ✓\n",
          "  HIDE_CONVERSATION, MANAGE_PUSH_NOTIFICATIONS\n      owner\n"}},
        {"MatrixInJson",
         {"matrix", "--policy=DIR/small.txtpb", "--output=json"},
         0,
         {"{\n \"policyVersion\": \"small@VERSION\",\n \"settings\": {\n",
          "\"permission\": \"PERMISSION_COMPANY_ADMINS_ONLY\"",
          "\"dependsOn\": [\n    \"access\"\n   ]"}},
        {"Show",
         {"policy", "show", "DIR/small.txtpb"},
         0,
         {"Policy small@VERSION\n"
          "\n"
          "Default settings\n",
          "Groups of requirements\n"
          "  NEVER\n"
          "      direct, group\n",
          "  HIDE_CONVERSATION, MANAGE_PUSH_NOTIFICATIONS\n"
          "      enabled, audience, owner\n",
          "  audience  ACTOR_NOT_INTERNAL_EMPLOYEE\n"
          "      Where the tool is for internal employees only, the actor is "
          "one.\n"
          "      when    access_internal_only\n"
          "      one of  actor_internal\n"
          "      [second source]\n",
          "  range     cannot fail, only be open\n"}},
        {"ShowInColour",
         {"policy", "show", "DIR/small.txtpb", "--color=always"},
         0,
         {"\033[1madmin\033[0m     \033[31mCOMPANY_ADMIN_REQUIRED\033[0m\n"}},
        {"ShowInMarkdown",
         {"policy", "show", "DIR/small.txtpb", "--output=markdown"},
         0,
         {"# Policy `small@VERSION`\n"
          "\n"
          "## Rules\n"
          "\n"
          "`NEVER` is direct, group.\n"
          "\n"
          "| action | requires, in order |\n"
          "|---|---|\n",
          "| `HIDE_CONVERSATION`, `MANAGE_PUSH_NOTIFICATIONS` | enabled, "
          "audience, owner |\n",
          "| admin | | actor_company_admin | `COMPANY_ADMIN_REQUIRED` | "
          "a \\| \\<i> \\[c] \\*d\\* \\`e\\`\\\\n\\\\f |\n",
          "| `edit_window` | `5m` |\n"}},
        {"ShowInJson",
         {"policy", "show", "DIR/small.txtpb", "--output=json"},
         0,
         {"\"name\": \"small\"", "\"editWindow\": \"300s\"",
          "\"require\": [\n    \"enabled\",\n    \"audience\",\n    "
          "\"owner\"\n   ]"}},
        // To see is not to decide.
        {"ShowOfAPolicyThatBreaksAGuardrail",
         {"policy", "show", "DIR/open.txtpb"},
         0,
         {"  CONFIGURE_TOOL\n      audience\n"}},
        {"LintOfTheEmbeddedPolicy",
         {"policy", "lint"},
         0,
         {"1 file: 0 errors, 0 warnings, "}},
        {"LintOfADefault",
         {"policy", "lint", "DIR/default.txtpb"},
         1,
         {"DIR/default.txtpb:2:28: note: the default `access: ACCESS_ANY_USER` "
          "opens HIDE_CONVERSATION, MANAGE_PUSH_NOTIFICATIONS to requests",
          ", 1 note\n"}},
        {"LintOfSeveralFiles",
         {"policy", "lint", "DIR/small.txtpb", "DIR/open.txtpb",
          "DIR/unknown_fact.txtpb"},
         1,
         {"DIR/small.txtpb: warning: no rule reads the fact "
          "`edit_delete_enabled`",
          "error: breaks the guardrail `company_admin`: nobody but a Company "
          "Admin",
          "DIR/unknown_fact.txtpb:46:11: error: requirement `owner` names an "
          "unknown fact `owner_is`",
          "\n\n3 files: "}},
        {"LintInJson",
         {"policy", "lint", "DIR/unknown_fact.txtpb", "--output=json"},
         1,
         {"   \"path\": \"DIR/unknown_fact.txtpb\",\n",
          "     \"severity\": \"LINT_SEVERITY_ERROR\",\n"
          "     \"line\": 46,\n"
          "     \"column\": 11,\n"}},
        {"VerifyOfTheEmbeddedPolicy",
         {"policy", "verify"},
         0,
         {"PROVED  conversations@VERSION\n"}},
        {"VerifyOfABrokenPolicy",
         {"policy", "verify", "DIR/open.txtpb"},
         1,
         {"REFUSED  small@VERSION\n", "  ✓ own_view\n", "  ✗ company_admin\n",
          "      CONFIGURE_TOOL is allowed where\n",
          "        the actor is not a Company Admin\n"}},
        {"VerifyInJson",
         {"policy", "verify", "DIR/open.txtpb", "--output=json"},
         1,
         {"\"proved\": false", "\"action\": \"ACTION_CONFIGURE_TOOL\""}},
        {"DiffOfTheSame",
         {"policy", "diff", "DIR/small.txtpb", "DIR/same.txtpb"},
         0,
         {"SAME  small@VERSION → small@VERSION\n"}},
        {"DiffThatCloses",
         {"policy", "diff", "DIR/small.txtpb", "DIR/closed.txtpb"},
         0,
         {"CLOSES  small@VERSION → small@VERSION\n",
          "  CONFIGURE_TOOL closes where\n"}},
        // The other way round, what closed opens.
        {"DiffThatOpens",
         {"policy", "diff", "DIR/closed.txtpb", "DIR/small.txtpb"},
         1,
         {"OPENS  small@VERSION → small@VERSION\n",
          "  CONFIGURE_TOOL opens where\n"}},
        {"DiffFromTheEmbeddedPolicy",
         {"policy", "diff", "DIR/small.txtpb"},
         1,
         {"OPENS  conversations@VERSION → small@VERSION\n"}},
        {"DiffInJson",
         {"policy", "diff", "--output=json", "DIR/closed.txtpb",
          "DIR/small.txtpb"},
         1,
         {" \"oldVersion\": \"small@VERSION\",\n", " \"closed\": []\n",
          "   \"action\": \"ACTION_CONFIGURE_TOOL\",\n   \"cases\": [\n"}},
        {"TestThatPasses",
         {"policy", "test", "DIR/passes"},
         0,
         {"PASSED  conversations@VERSION\n"
          "  ✓  DIR/passes  1 passed\n"
          "\n"
          "1 passed, 0 failed\n"}},
        // Each cell by itself: at the line of `allow`, or of its row where the
        // cell is to be denied.
        {"TestThatFails",
         {"policy", "test", "--policy=DIR/small.txtpb", "DIR/passes",
          "DIR/table"},
         1,
         {"FAILED  small@VERSION\n",
          "\n"
          "✗ DIR/table:8: exports / user / CONFIGURE_TOOL\n"
          "  allowed: expected `true`, got `false` for "
          "`REASON_COMPANY_ADMIN_REQUIRED`\n"
          "\n"
          "  CONFIGURE_TOOL requires, in this order:\n"
          "\n"
          "    ✗ admin  failed, and decides: DENIED COMPANY_ADMIN_REQUIRED\n",
          "\n"
          "✗ DIR/table:7: exports / nobody / CONFIGURE_TOOL\n"
          "  expected a decision, got an error: INVALID_ARGUMENT: actor.id: "
          "must not be empty\n",
          "\n\n4 passed, 3 failed\n"}},
        {"TestInJson",
         {"policy", "test", "DIR/passes", "--output=json"},
         0,
         {" \"policyVersion\": \"conversations@VERSION\",\n"
          " \"passed\": 1,\n"
          " \"failed\": 0,\n",
          "     \"name\": \"Ann may not\",\n"
          "     \"line\": 1,\n"
          "     \"passed\": true,\n"}},
        {"TestInXml",
         {"policy", "test", "DIR/passes", "--output=junit"},
         0,
         {"<testcase name=\"Ann may not\" classname=\"DIR/passes\""}},
        {"CoverageOfTheCorpus",
         {"policy", "coverage", "tests/testdata/corpus"},
         0,
         {"COVERED  conversations@VERSION\n"}},
        {"CoverageThatLacks",
         {"policy", "coverage", "--policy=DIR/small.txtpb", "DIR/passes"},
         1,
         {"NOT COVERED  small@VERSION\n",
          "  ✗  CONFIGURE_TOOL             2 of 4   by 1 case\n",
          "  EXPORT_CONVERSATIONS\n"
          "    anything: there is no case\n"
          "  CONFIGURE_TOOL\n"
          "    admin  satisfied, unknown\n"}},
        {"CoverageInJson",
         {"policy", "coverage", "--policy=DIR/small.txtpb", "DIR/passes",
          "--output=json"},
         1,
         {" \"complete\": false,\n",
          "   \"action\": \"ACTION_CONFIGURE_TOOL\",\n"
          "   \"cases\": 1,\n"
          "   \"requirements\": [\n"
          "    {\n"
          "     \"name\": \"admin\",\n"}},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

struct ErrorCase {
  std::string name;
  std::vector<std::string> arguments;
  // What it says on stderr, all of it.
  std::string error;
};

void PrintTo(const ErrorCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PolicyErrorTest : public PolicyCommandTest,
                        public testing::WithParamInterface<ErrorCase> {};

TEST_P(PolicyErrorTest, IsBadUsage) {
  const Finished finished = Run(GetParam().arguments);
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(finished.err, InFolder(GetParam().error));
}

constexpr char kUnknownFact[] =
    "DIR/unknown_fact.txtpb:46:11: error: requirement `owner` names an unknown "
    "fact `owner_is`\n";

// Not of what is denied at any time, nor of what says when.
constexpr char kByTheClock[] =
    "DIR/clock:1: error: case `Ann may for a while` passes or fails by the "
    "clock, set `at` in its request\n"
    "DIR/clock:23: error: case `hiding / own / HIDE_CONVERSATION` passes or "
    "fails by the clock, set `at` in its request\n";

INSTANTIATE_TEST_SUITE_P(
    All, PolicyErrorTest,
    testing::ValuesIn(std::vector<ErrorCase>{
        {"ShowOfNoPolicy",
         {"policy", "show", "DIR/unknown_fact.txtpb"},
         absl::StrCat("authz policy show: ", kUnknownFact)},
        {"VerifyOfNoPolicy",
         {"policy", "verify", "DIR/unknown_fact.txtpb"},
         absl::StrCat("authz policy verify: ", kUnknownFact)},
        {"DiffOfNoPolicy",
         {"policy", "diff", "DIR/small.txtpb", "DIR/unknown_fact.txtpb"},
         absl::StrCat("authz policy diff: ", kUnknownFact)},
        {"LintOfNoFile",
         {"policy", "lint", "DIR/small.txtpb", "DIR/none"},
         "authz policy lint: cannot read `DIR/none`: no such file or "
         "directory\n"},
        {"TestsWithMistakes",
         {"policy", "test", "DIR/mistakes", "DIR/passes", "DIR/none",
          "DIR/syntax"},
         "authz policy test: DIR/mistakes:1:6: error: the case has no name, "
         "give it one\n"
         "DIR/mistakes:1:6: error: case ``: `expect` has no `reason`, set it\n"
         "DIR/mistakes:2:7: error: the table has no column, list an `action` "
         "or "
         "add a `column`\n"
         "DIR/mistakes:2:23: error: the row has no name, give it one\n"
         "cannot read `DIR/none`: no such file or directory\n"
         "DIR/syntax:1:7: error: expected identifier, got:\n"},
        {"TestsWithoutACase",
         {"policy", "test", "DIR/fixtures"},
         "authz policy test: `DIR/fixtures` has no case, name a file with "
         "cases\n"},
        {"CoverageByNoCase",
         {"policy", "coverage", "DIR/fixtures"},
         "authz policy coverage: `DIR/fixtures` has no case, name a file with "
         "cases\n"},
        {"TestsByTheClock",
         {"policy", "test", "DIR/passes", "DIR/clock",
          "--policy=DIR/window.txtpb"},
         absl::StrCat("authz policy test: ", kByTheClock)},
        {"CoverageByTheClock",
         {"policy", "coverage", "DIR/clock", "--policy=DIR/window.txtpb"},
         absl::StrCat("authz policy coverage: ", kByTheClock)},
        {"CoverageByAMalformedRequest",
         {"policy", "coverage", "DIR/malformed_request"},
         "authz policy coverage: DIR/malformed_request:1: error: case "
         "`\\x1b[1m "
         "may not` has a malformed request: actor.id: must not be empty\n"},
    }),
    [](const testing::TestParamInfo<ErrorCase>& info) {
      return info.param.name;
    });

// Nothing decides by a policy that no server would load, not even in this
// process.
TEST_F(PolicyCommandTest, ABrokenPolicyDecidesNothing) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{
           {"check", "--local", "{}"},
           {"matrix"},
           {"policy", "test", "DIR/passes"},
           {"policy", "coverage", "DIR/passes"}}) {
    std::vector<std::string> arguments = command;
    arguments.push_back("--policy=DIR/open.txtpb");
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_status, 2) << command[0];
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err,
                HasSubstr("breaks the guardrail `company_admin`"));
  }
}

}  // namespace
}  // namespace cli

// What lint says of the embedded policy with one change.

#include "authz/analysis/lint.h"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "authz/policies/embedded_policy.h"
#include "authz/text/issue.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

std::string EmbeddedWith(const std::string& from, const std::string& to) {
  return Replaced(std::string(EmbeddedPolicyText()), from, to);
}

// `issues` without notes, or notes alone.
std::vector<Issue> Selected(std::vector<Issue> issues, bool notes) {
  issues.erase(std::remove_if(issues.begin(), issues.end(),
                              [&](const Issue& issue) {
                                return (issue.severity == Severity::kNote) !=
                                       notes;
                              }),
               issues.end());
  return issues;
}

TEST(LintTest, TheEmbeddedPolicyHasNothingWrong) {
  EXPECT_EQ(FormatIssues("f", Selected(LintPolicy(EmbeddedPolicyText()),
                                       /*notes=*/false)),
            "");
}

struct LintCase {
  std::string name;
  std::string from;
  std::string to;
  std::string issues;
};

void PrintTo(const LintCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class LintTest : public ::testing::TestWithParam<LintCase> {};

TEST_P(LintTest, FindsIt) {
  std::string messages;
  for (const Issue& issue :
       Selected(LintPolicy(EmbeddedWith(GetParam().from, GetParam().to)),
                /*notes=*/false)) {
    messages += issue.message + "\n";
  }
  EXPECT_EQ(messages, GetParam().issues);
}

constexpr char kFirstGroup[] = "group {\n  name: \"BASE\"";
constexpr char kConfigureTool[] =
    "action: ACTION_CONFIGURE_TOOL\n  require: [\"scope\", \"company_admin\"]";
constexpr char kHide[] = "require: [\"VIEW\", \"own_view\"]";

// A requirement of that name, in one line.
std::string Requirement(const std::string& name, const std::string& facts,
                        const std::string& reason) {
  return "requirement { name: \"" + name + "\" " + facts +
         " reason: " + reason + " description: \"D.\" source: \"S\" }\n";
}

INSTANTIATE_TEST_SUITE_P(
    Unused, LintTest,
    ::testing::Values(
        LintCase{"Requirement", kFirstGroup,
                 Requirement("spare", "any_of: \"actor_internal\"",
                             "REASON_TOOL_DISABLED") +
                     kFirstGroup,
                 "no rule uses the requirement `spare`, add "
                 "it to a rule or take it out\n"},
        LintCase{"Group", "# Rules: what",
                 "group { name: \"SPARE\" require: \"level\" }\n# Rules: what",
                 "no rule uses the group `SPARE`, add it to "
                 "a rule or take it out\n"},
        LintCase{"GroupOfAGroup", "# Rules: what",
                 "group { name: \"SPARE\" require: [\"level\"] }\n"
                 "group { name: \"MORE\" require: [\"SPARE\", \"scope\"] }\n"
                 "# Rules: what",
                 "no rule uses the group `SPARE`, add it to "
                 "a rule or take it out\n"
                 "no rule uses the group `MORE`, add it to "
                 "a rule or take it out\n"},
        LintCase{"RequirementAndFact",
                 "\"targets_in_directory\", \"group_size\"]",
                 "\"targets_in_directory\"]",
                 "no rule reads the fact `group_size_ok`, name it "
                 "in a requirement if it should count\n"
                 "no rule uses the requirement "
                 "`group_size`, add it to a rule or take it out\n"},
        LintCase{"Fact",
                 "any_of: [\"actor_is_admin\", \"actor_company_admin\"]",
                 "any_of: \"actor_company_admin\"",
                 "no rule reads the fact `actor_is_admin`, name it "
                 "in a requirement if it should count\n"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Superfluous, LintTest,
    ::testing::Values(
        LintCase{
            "InARule", kConfigureTool,
            "action: ACTION_CONFIGURE_TOOL\n"
            "  require: [\"scope\", \"company_admin\", \"level\"]",
            "the rule for `ACTION_CONFIGURE_TOOL` has no use "
            "for `level`, since `company_admin` implies it, take it out\n"},
        LintCase{"InARuleOfTwoActions", "require: [\"BASE\", \"group_only\"]",
                 "require: [\"BASE\", \"group_only\", \"direct_privacy\"]",
                 "the rule for `ACTION_CREATE_GROUP`, "
                 "`ACTION_MANAGE_GROUP` has no use for `direct_privacy`, since "
                 "`group_only` implies it, take it out\n"},
        LintCase{"ByAGroup", kConfigureTool,
                 "action: ACTION_CONFIGURE_TOOL\n"
                 "  require: [\"company_admin\", \"BASE\"]",
                 "the rule for `ACTION_CONFIGURE_TOOL` has no use "
                 "for `directory` of `BASE`, since `company_admin` implies it, "
                 "list what else `BASE` has instead\n"
                 "the rule for `ACTION_CONFIGURE_TOOL` has no use "
                 "for `level` of `BASE`, since `company_admin` implies it, "
                 "list what else `BASE` has instead\n"},
        // What a rule has twice is told of as that alone.
        LintCase{"TwiceByAGroup", kHide,
                 "require: [\"VIEW\", \"scope\", \"own_view\"]",
                 "the rule for `ACTION_HIDE_CONVERSATION` requires "
                 "`scope` twice, take one out\n"},
        LintCase{"InARuleOfNoAction", "# Rules: what",
                 "rule { require: [\"company_admin\", \"level\"] }\n"
                 "# Rules: what",
                 "a rule has no action, write `action: ACTION_...`\n"
                 "a rule has no use for `level`, since "
                 "`company_admin` implies it, take it out\n"},
        // Once, and not for every rule that has the group.
        LintCase{"InAGroup",
                 "group {\n  name: \"BASE\"\n  require: [\"scope\", "
                 "\"tool_enabled\", \"project_enabled\", "
                 "\"tool_audience\", \"directory\", \"level\"]",
                 Requirement("reader",
                             "any_of: [\"actor_can_read\", "
                             "\"actor_company_admin\", \"actor_internal\"]",
                             "REASON_TOOL_DISABLED") +
                     "group { name: \"READ\" require: [\"level\", "
                     "\"reader\"] }\n"
                     "group {\n  name: \"BASE\"\n  require: [\"scope\", "
                     "\"tool_enabled\", \"project_enabled\", "
                     "\"tool_audience\", \"directory\", \"READ\"]",
                 "group `READ` has no use for `reader`, "
                 "since `level` implies it, take it out\n"},
        LintCase{"BySeveral",
                 "rule {\n  action: ACTION_SEND_DIRECT_MESSAGE\n"
                 "  require: [\"BASE\", \"direct_only\", \"direct_privacy\",",
                 Requirement("participant", "any_of: \"actor_is_member\"",
                             "REASON_NOT_A_PARTICIPANT") +
                     "rule {\n  action: ACTION_SEND_DIRECT_MESSAGE\n"
                     "  require: [\"BASE\", \"direct_only\", "
                     "\"direct_privacy\", \"participant\",",
                 "the rule for `ACTION_SEND_DIRECT_MESSAGE` has no "
                 "use for `participant`, since `direct_only` and "
                 "`direct_privacy` imply it, take it out\n"},
        // It decides the reason: a level too low is told before the rest.
        LintCase{"AStricterOneBehind", kConfigureTool,
                 "action: ACTION_CONFIGURE_TOOL\n"
                 "  require: [\"scope\", \"level\", \"company_admin\"]",
                 ""},
        LintCase{
            "NeverFails",
            "when: \"conversation_direct\"\n  any_of: \"direct_size_ok\"",
            "when: [\"conversation_direct\", \"conversation_group\"]\n"
            "  any_of: \"direct_size_ok\"",
            "requirement `direct_size` can never fail, since "
            "no request has such facts, correct its `when` or its `any_of`\n"}),
    [](const auto& test) { return test.param.name; });

// Errors and warnings stand together, and what an error explains is not told
// twice.
INSTANTIATE_TEST_SUITE_P(
    Errors, LintTest,
    ::testing::Values(
        LintCase{"NoSyntax", "name: \"conversations\"", "name: 1 }",
                 "expected string, got: 1\n"},
        LintCase{"MisspeltRequirement", kHide,
                 "require: [\"VIEW\", \"own_views\"]",
                 "the rule for `ACTION_HIDE_CONVERSATION` requires "
                 "`own_views`, which is not defined above, did you mean "
                 "`own_view`\n"},
        LintCase{"MisspeltFact", "any_of: \"within_edit_window\"",
                 "any_of: \"within_edit_windows\"",
                 "requirement `edit_window` names an unknown fact "
                 "`within_edit_windows`, did you mean `within_edit_window`\n"},
        LintCase{"NoRule",
                 "rule {\n  action: ACTION_EXPORT_CONVERSATIONS\n"
                 "  require: [\"scope\", \"company_admin\", "
                 "\"export_range\"]\n}\n",
                 "",
                 "action `ACTION_EXPORT_CONVERSATIONS` has no rule, every "
                 "action needs one\n"
                 "no rule reads the fact `export_range_given`, "
                 "name it in a requirement if it should count\n"
                 "no rule uses the requirement "
                 "`export_range`, add it to a rule or take it out\n"},
        LintCase{
            "AMistakeAndAWarning", kConfigureTool,
            "action: [ACTION_CONFIGURE_TOOL, ACTION_FLY]\n"
            "  require: [\"scope\", \"company_admin\", \"level\"]",
            "`action` has no value `ACTION_FLY`\n"
            "the rule for `ACTION_CONFIGURE_TOOL` has no "
            "use for `level`, since `company_admin` implies it, take it out\n"},
        LintCase{
            "ABreachAndAWarning", kConfigureTool,
            "action: ACTION_CONFIGURE_TOOL\n"
            "  require: [\"direct_only\", \"group_privacy\"]",
            "breaks the guardrail `company_admin`: nobody but "
            "a Company Admin exports conversations or configures the tool (PC, "
            "first paragraph; PC, Direct Messages, note on exports), but "
            "CONFIGURE_TOOL is allowed where the actor is not a Company Admin, "
            "and the conversation is a direct message\n"
            "the rule for `ACTION_CONFIGURE_TOOL` has no use for "
            "`group_privacy`, since `direct_only` implies it, take it out\n"}),
    [](const auto& test) { return test.param.name; });

// The embedded policy with these default settings, in its first lines.
std::string EmbeddedWithDefaults(const std::string& defaults) {
  std::string text(EmbeddedPolicyText());
  const std::size_t begin = text.find("default_settings {");
  text.erase(begin, text.find("}\n", begin) + 2 - begin);
  return "default_settings {\n" + defaults + "}\n" + text;
}

struct DefaultsCase {
  std::string name;
  std::string defaults;
  // The notes of a file "f".
  std::string notes;
};

void PrintTo(const DefaultsCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class LintDefaultsTest : public ::testing::TestWithParam<DefaultsCase> {};

TEST_P(LintDefaultsTest, SaysWhatEachOpens) {
  EXPECT_EQ(
      FormatIssues("f", LintPolicy(EmbeddedWithDefaults(GetParam().defaults))),
      GetParam().notes);
}

// The note of a default in that line of the file.
std::string Note(int line, const std::string& setting,
                 const std::string& actions) {
  const std::size_t value = setting.find(": ") + 2;
  return "f:" + std::to_string(line) + ":" + std::to_string(value + 1) +
         ": note: the default `" + setting + "` opens " + actions +
         " to requests that leave the setting out, take it out where they are "
         "to say it\n";
}

constexpr char kAllButCompanyAdmins[] =
    "VIEW_MESSAGES, START_DIRECT_MESSAGE, SEND_DIRECT_MESSAGE, "
    "SEND_GROUP_MESSAGE, SEND_ITEM_MESSAGE, MENTION_USER, "
    "ADD_ITEMS_TO_MESSAGE, EDIT_MESSAGE, DELETE_MESSAGE, CREATE_GROUP, "
    "MANAGE_GROUP, HIDE_CONVERSATION, MANAGE_PUSH_NOTIFICATIONS";

INSTANTIATE_TEST_SUITE_P(
    Notes, LintDefaultsTest,
    ::testing::Values(
        DefaultsCase{"None", "", ""},
        DefaultsCase{"Access", "access: ACCESS_ANY_USER\n",
                     Note(2, "access: ACCESS_ANY_USER", kAllButCompanyAdmins)},
        DefaultsCase{"Disabled",
                     "access: ACCESS_DISABLED\n"
                     "direct_messages: DIRECT_MESSAGES_DISABLED\n",
                     ""},
        DefaultsCase{"Off",
                     "project_enabled: false\n"
                     "edit_delete_enabled: false\n"
                     "item_conversations_enabled: false\n",
                     ""},
        DefaultsCase{
            "DirectMessages",
            "direct_messages: DIRECT_MESSAGES_INTERNAL_EMPLOYEES\n",
            Note(2, "direct_messages: DIRECT_MESSAGES_INTERNAL_EMPLOYEES",
                 "START_DIRECT_MESSAGE, SEND_DIRECT_MESSAGE, MENTION_USER, "
                 "ADD_ITEMS_TO_MESSAGE")},
        // A Company Admin may whoever else may, so that it opens nothing.
        DefaultsCase{"GroupsByCompanyAdmins",
                     "group_management: GROUP_MANAGEMENT_COMPANY_ADMINS\n", ""},
        DefaultsCase{"GroupsByEveryone",
                     "group_management: GROUP_MANAGEMENT_EVERYONE\n",
                     Note(2, "group_management: GROUP_MANAGEMENT_EVERYONE",
                          "CREATE_GROUP, MANAGE_GROUP")},
        DefaultsCase{"Several",
                     "item_conversations_enabled: true\n"
                     "edit_delete_enabled: true\n",
                     Note(2, "item_conversations_enabled: true",
                          "SEND_ITEM_MESSAGE, MENTION_USER, "
                          "ADD_ITEMS_TO_MESSAGE") +
                         Note(3, "edit_delete_enabled: true",
                              "EDIT_MESSAGE, DELETE_MESSAGE")}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz

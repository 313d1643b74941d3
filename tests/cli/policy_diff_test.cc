// `authz policy diff`: what it says of two policy files, to people and to
// programs.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "authz/policies/embedded_policy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::ProgramOptions;

using Replacements =
    std::vector<std::pair<absl::string_view, absl::string_view>>;

// A file with the embedded policy in which each first text, which must be in it
// once, is replaced by the second.
std::string PolicyFileWith(const Replacements& replacements) {
  std::string text(authz::EmbeddedPolicyText());
  for (const auto& replacement : replacements) {
    EXPECT_EQ(absl::StrReplaceAll({replacement}, &text), 1)
        << replacement.first;
  }
  return TestFile("policy.txtpb", text);
}

Replacements NoGroupsByEveryone() {
  return {{"# What most actions have in common.", R"(requirement {
  name: "groups_restricted"
  any_of: ["groups_by_company_admins", "groups_by_directory_admins", "groups_by_internal"]
  reason: "GROUP_PRIVILEGE_REQUIRED"
  description: "Not everyone creates groups."
  source: "choice"
})"},
          {R"(rule {
  action: ["CREATE_GROUP", "MANAGE_GROUP"]
  require: ["BASE", "group_only"])",
           R"(group {
  name: "GROUP"
  require: ["BASE", "group_only"])"},
          {R"(rule {
  action: "HIDE_CONVERSATION")",
           R"(rule {
  action: "CREATE_GROUP"
  require: ["GROUP", "groups_restricted"]
}
rule {
  action: "MANAGE_GROUP"
  require: "GROUP"
}
rule {
  action: "HIDE_CONVERSATION")"}};
}

Replacements WindowOfTenMinutes() {
  return {{"edit_window { seconds: 300 }", "edit_window { seconds: 600 }"}};
}

Replacements NoDirectPrivacy() {
  return {{"  action: \"VIEW_MESSAGES\"\n  require: [\"VIEW\"]",
           "  action: \"VIEW_MESSAGES\"\n"
           "  require: [\"BASE\", \"group_privacy\", \"item_access\", "
           "\"item_private\"]"}};
}

struct DiffCase {
  std::string name;
  Replacements replacements;
  int exit_status;
  std::string output;
};

class PolicyDiffTest : public testing::TestWithParam<DiffCase> {};

TEST_P(PolicyDiffTest, SaysExactlyWhatChanges) {
  const Finished finished =
      RunAuthz({"policy", "diff", PolicyFileWith(GetParam().replacements)});
  EXPECT_EQ(finished.exit_status, GetParam().exit_status);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out, GetParam().output);
}

constexpr char kSame[] =
    "SAME  conversations@VERSION → conversations@VERSION\n"
    "\n"
    "Every request is allowed by both or denied by both.\n";

INSTANTIATE_TEST_SUITE_P(
    All, PolicyDiffTest,
    testing::ValuesIn(std::vector<DiffCase>{
        {"NothingChanged", {}, 0, kSame},
        // Other comments and layout, which are of no account.
        {"Reformatted",
         {{"# The tool and its users.", ""},
          {"  access: \"ANY_USER\"\n  project_enabled: true\n",
           "project_enabled:true access:'ANY_USER' # changed\n"}},
         0,
         kSame},
        // Denials have other reasons then, and the version is another.
        {"RequirementsInAnotherOrder",
         {{"\"scope\", \"tool_enabled\"", "\"tool_enabled\", \"scope\""},
          {"\"author\", \"edit_window\"", "\"edit_window\", \"author\""}},
         0,
         kSame},
        {"RequirementByAnotherName",
         {{"name: \"own_view\"", "name: \"my_view\""},
          {"require: [\"VIEW\", \"own_view\"]",
           "require: [\"VIEW\", \"my_view\"]"},
          {"require: [\"BASE\", \"own_view\"]",
           "require: [\"my_view\", \"BASE\"]"}},
         0,
         kSame},
        {"EveryoneMayNotCreateGroups", NoGroupsByEveryone(), 0,
         "CLOSES  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  CREATE_GROUP closes where\n"
         "    groups are managed by everyone\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "nothing opens up, 1 action closes\n"},
        {"WindowOfTenMinutes", WindowOfTenMinutes(), 1,
         "OPENS  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  EDIT_MESSAGE, DELETE_MESSAGE open where\n"
         "    the message was sent more than 5 minutes and at most 10 minutes "
         "ago\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "2 actions open up, nothing closes\n"},
        {"NoDirectPrivacy", NoDirectPrivacy(), 1,
         "OPENS  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  VIEW_MESSAGES opens where\n"
         "    the conversation is a direct message\n"
         "    the actor is not a participant or member of the conversation (or "
         "unknown)\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "1 action opens up, nothing closes\n"},
        {"AnotherDefault",
         {{"group_management: \"COMPANY_ADMINS\"",
           "group_management: \"EVERYONE\""}},
         1,
         "OPENS  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  CREATE_GROUP, MANAGE_GROUP open where\n"
         "    the actor is not a Company Admin (or unknown)\n"
         "    the request leaves out `settings.group_management`\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "2 actions open up, nothing closes\n"},
        {"OtherLimits",
         {{"max_direct_message_members: 100", "max_direct_message_members: 50"},
          {"max_group_members: 2000", "max_group_members: 3000"}},
         1,
         "OPENS  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  CREATE_GROUP, MANAGE_GROUP open where\n"
         "    the group has 2001 to 3000 members\n"
         "\n"
         "  START_DIRECT_MESSAGE, SEND_DIRECT_MESSAGE close where\n"
         "    the direct message has 51 to 100 members\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "2 actions open up, 2 close\n"},
        {"ManyActions",
         {{"\"tool_audience\", \"directory\", \"level\"]",
           "\"tool_audience\", \"directory\"]"}},
         1,
         "OPENS  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  VIEW_MESSAGES, START_DIRECT_MESSAGE, SEND_DIRECT_MESSAGE,\n"
         "  SEND_GROUP_MESSAGE, SEND_ITEM_MESSAGE, MENTION_USER,\n"
         "  ADD_ITEMS_TO_MESSAGE, EDIT_MESSAGE, DELETE_MESSAGE,\n"
         "  CREATE_GROUP, MANAGE_GROUP, HIDE_CONVERSATION,\n"
         "  MANAGE_PUSH_NOTIFICATIONS open where\n"
         "    the actor is not a Company Admin (or unknown)\n"
         "    the actor's level is None (or unknown)\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "13 actions open up, nothing closes\n"},
        {"SeveralCasesAndALongFact",
         {{"require: [\"targets_given\", \"targets_in_directory\", "
           "\"direct_targets_internal\"]\n  require: [\"item_targets_access\"",
           "require: [\"direct_targets_internal\"]\n"
           "  require: [\"item_targets_access\""},
          {"max_clock_skew { seconds: 30 }", "max_clock_skew { seconds: 90 }"}},
         1,
         "OPENS  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  MENTION_USER opens where\n"
         "    there is no target\n"
         "  or where\n"
         "    a target is neither in the project's Directory nor a Company "
         "Admin (or\n"
         "      unknown)\n"
         "\n"
         "  EDIT_MESSAGE, DELETE_MESSAGE open where\n"
         "    the message was sent more than 30 seconds and at most 90 seconds "
         "ahead of\n"
         "      the request\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "3 actions open up, nothing closes\n"},
        {"WhatNoRequestCouldDo",
         {{"action: \"EXPORT_CONVERSATIONS\"\n  require: [\"scope\", "
           "\"company_admin\", \"export_range\"]",
           "action: \"EXPORT_CONVERSATIONS\"\n  require: [\"scope\", "
           "\"company_admin\", \"export_range\", \"direct_only\", "
           "\"group_only\"]"}},
         0,
         "CLOSES  conversations@VERSION → conversations@VERSION\n"
         "\n"
         "  EXPORT_CONVERSATIONS closes in every case\n"
         "\n"
         "Everything that both policies require still applies.\n"
         "\n"
         "nothing opens up, 1 action closes\n"},
    }),
    [](const testing::TestParamInfo<DiffCase>& info) {
      return info.param.name;
    });

// The other way round, what opened closes.
TEST(PolicyDiff, ComparesTwoFiles) {
  const std::string old_file =
      TestFile("old.txtpb", std::string(authz::EmbeddedPolicyText()));
  const std::string new_file = PolicyFileWith(WindowOfTenMinutes());
  EXPECT_THAT(RunAuthz({"policy", "diff", old_file, new_file}).out,
              StartsWith("OPENS  "));
  const Finished finished = RunAuthz({"policy", "diff", new_file, old_file});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(
      finished.out,
      HasSubstr("  EDIT_MESSAGE, DELETE_MESSAGE close where\n"
                "    the message was sent more than 5 minutes and at most 10 "
                "minutes ago\n"));
}

TEST(PolicyDiff, SaysItInJson) {
  const Finished finished = RunAuthz(
      {"policy", "diff", "--output=json", PolicyFileWith(NoDirectPrivacy())});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out, R"json({
 "oldVersion": "conversations@VERSION",
 "newVersion": "conversations@VERSION",
 "opened": [
  {
   "action": "ACTION_VIEW_MESSAGES",
   "cases": [
    {
     "facts": [
      "the conversation is a direct message",
      "the actor is not a participant or member of the conversation (or unknown)"
     ]
    }
   ]
  }
 ],
 "closed": []
}
)json");
}

TEST(PolicyDiff, ColoursWhatOpensAndWhatCloses) {
  ProgramOptions options;
  options.terminal = true;
  options.environment = {"TERM=xterm"};
  const std::string file = PolicyFileWith(
      {{"max_direct_message_members: 100", "max_direct_message_members: 50"},
       {"max_group_members: 2000", "max_group_members: 3000"}});
  const std::string out = RunAuthz({"policy", "diff", file}, options).out;
  EXPECT_THAT(out, StartsWith("\033[31mOPENS\033[0m"));
  EXPECT_THAT(out, HasSubstr("\033[1m  CREATE_GROUP, MANAGE_GROUP\033[0m "
                             "\033[31mopen\033[0m where"));
  EXPECT_THAT(out, HasSubstr("\033[33mclose\033[0m where"));
}

TEST(PolicyDiff, BadUsage) {
  const std::string broken =
      PolicyFileWith({{"any_of: \"scope_consistent\"", "any_of: \"scope\""}});
  struct Case {
    std::vector<std::string> arguments;
    std::string error;
  };
  const Case cases[] = {
      {{}, "give one file, to compare with the embedded policy, or two"},
      {{"a", "b", "c"},
       "give one file, to compare with the embedded policy, or two"},
      {{"none.txtpb"}, "cannot read `none.txtpb`: no such file or directory"},
      {{"none.txtpb", broken},
       "cannot read `none.txtpb`: no such file or directory"},
      {{broken},
       broken +
           ":34:11: error: requirement `scope` names an unknown fact `scope`"},
  };
  for (const Case& c : cases) {
    std::vector<std::string> arguments = {"policy", "diff"};
    arguments.insert(arguments.end(), c.arguments.begin(), c.arguments.end());
    ExpectBadUsage(arguments, "authz policy diff: " + c.error + "\n");
  }
}

}  // namespace
}  // namespace cli

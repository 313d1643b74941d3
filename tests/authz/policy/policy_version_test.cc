#include "authz/policy/policy_version.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::conversations::authz::policy::v1::Policy;

// What `protoc --encode=conversations.authz.policy.v1.Policy` and `sha256sum`
// make of the texts.
TEST(PolicyVersionTest, IsTheNameAndTheStartOfTheHash) {
  EXPECT_EQ(PolicyVersion(Policy()), "@e3b0c44298fc");
  EXPECT_EQ(PolicyVersion(ParseText<Policy>("name: 'a'")), "a@23dca2a74296");
  EXPECT_EQ(
      PolicyVersion(ParseText<Policy>("name: 'a' requirement { name: 'r' }")),
      "a@c19153638f76");
}

std::string VersionOf(const std::string& text) {
  return MustCompile(text).version;
}

TEST(PolicyVersionTest, LayoutAndCommentsDoNotCount) {
  const std::string text = SmallPolicyText();
  struct Case {
    std::string name;
    std::string text;
  };
  const Case cases[] = {
      {"comments", absl::StrCat("# A comment.\n", text, "# The end.\n")},
      {"comment behind a value",
       Replaced(text, "name: \"small\"", "name: \"small\"  # \"other\"")},
      {"one line", absl::StrReplaceAll(text, {{"\n", " "}})},
      {"wide", absl::StrReplaceAll(text, {{"\n", "\n\n\t "}})},
      {"angle brackets",
       absl::StrReplaceAll(text, {{"limits {", "limits: <"},
                                  {"max_group_members: 2000\n}",
                                   "max_group_members: 2000\n>"}})},
      {"single quotes", absl::StrReplaceAll(text, {{"\"", "'"}})},
      {"adjacent strings",
       Replaced(text, "\"The actor can read.\"", "\"The actor \" 'can read.'")},
      {"lists one by one",
       Replaced(text, "require: [\"reader\", \"targets\"]",
                "require: \"reader\" require: \"targets\"")},
      {"fields of a message in another order",
       Replaced(text,
                "edit_window { seconds: 300 }\n"
                "  max_clock_skew { seconds: 30 }",
                "max_clock_skew { seconds: 30 }\n"
                "  edit_window { seconds: 300 }")},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(VersionOf(c.text), VersionOf(text));
  }
}

TEST(PolicyVersionTest, EveryChangeOfContentCounts) {
  struct Change {
    std::string from;
    std::string to;
  };
  const Change changes[] = {
      {"name: \"small\"", "name: \"smaller\""},
      {"access: ACCESS_ANY_USER", "access: ACCESS_DISABLED"},
      {"access: ACCESS_ANY_USER", ""},
      {"project_enabled: true", "project_enabled: false"},
      {"project_enabled: true", ""},
      {"project_enabled: true",
       "project_enabled: true direct_messages: DIRECT_MESSAGES_DISABLED"},
      {"project_enabled: true",
       "project_enabled: true group_management: GROUP_MANAGEMENT_EVERYONE"},
      {"project_enabled: true",
       "project_enabled: true edit_delete_enabled: false"},
      {"project_enabled: true",
       "project_enabled: true edit_delete_enabled: true"},
      {"edit_window { seconds: 300 }", "edit_window { seconds: 301 }"},
      {"edit_window { seconds: 300 }", "edit_window { seconds: 300 nanos: 1 }"},
      {"max_clock_skew { seconds: 30 }", "max_clock_skew { seconds: 29 }"},
      {"max_direct_message_recipients: 100",
       "max_direct_message_recipients: 101"},
      {"max_group_members: 2000", "max_group_members: 1999"},
      {"when: \"access_internal_only\"", ""},
      {"when: \"access_internal_only\"", "when: \"tool_enabled\""},
      {"[\"actor_can_read\", \"actor_company_admin\"]",
       "[\"actor_company_admin\", \"actor_can_read\"]"},
      {"[\"actor_can_read\", \"actor_company_admin\"]", "[\"actor_can_read\"]"},
      {"REASON_PERMISSION_LEVEL_TOO_LOW", "REASON_TOOL_DISABLED"},
      {"The actor can read.", "The actor can read!"},
      {"source: \"PT\"", "source: \"PC\""},
      {"require: [\"reader\", \"targets\"]",
       "require: [\"targets\", \"reader\"]"},
      {"require: [\"reader\", \"targets\"]", "require: \"targets\""},
      {"ACTION_CREATE_GROUP, ACTION_MANAGE_GROUP",
       "ACTION_MANAGE_GROUP, ACTION_CREATE_GROUP"},
      {"action: ACTION_CONFIGURE_TOOL\n  require: \"reader\"",
       "action: ACTION_CONFIGURE_TOOL\n  require: \"targets\""},
  };
  // What makes each version.
  std::map<std::string, std::string> versions = {
      {VersionOf(SmallPolicyText()), "nothing"}};
  for (const Change& change : changes) {
    const std::string what = absl::StrCat(change.from, " => ", change.to);
    const auto [entry, inserted] = versions.try_emplace(
        VersionOf(Replaced(SmallPolicyText(), change.from, change.to)), what);
    EXPECT_TRUE(inserted) << what << " has the version of " << entry->second;
  }
}

}  // namespace
}  // namespace authz

#include "authz/policy/compiler.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> RequirementNames(const Rule& rule) {
  std::vector<std::string> names;
  for (const Requirement* requirement : rule.requirements) {
    names.push_back(requirement->name);
  }
  return names;
}

TEST(CompilePolicyTest, CompilesEveryPart) {
  CompileResult result = CompilePolicy(SmallPolicyText());
  ASSERT_TRUE(result.policy.has_value());
  EXPECT_TRUE(result.issues.empty());
  const CompiledPolicy& policy = *result.policy;

  EXPECT_EQ(policy.name, "small");
  EXPECT_TRUE(absl::StartsWith(policy.version, "small@")) << policy.version;
  EXPECT_EQ(TextOf(policy.parameters.default_settings),
            Normalized<v1::Settings>(
                "access: ACCESS_ANY_USER project_enabled: true"));
  EXPECT_EQ(policy.parameters.edit_window, absl::Seconds(300));
  EXPECT_EQ(policy.parameters.max_clock_skew, absl::Seconds(30));
  EXPECT_EQ(policy.parameters.max_direct_message_recipients, 100u);
  EXPECT_EQ(policy.parameters.max_group_members, 2000u);

  ASSERT_EQ(policy.requirements.size(), 2u);
  const Requirement& reader = policy.requirements[0];
  EXPECT_EQ(reader.name, "reader");
  EXPECT_EQ(reader.clause.when, Bit(Fact::kAccessInternalOnly));
  EXPECT_EQ(reader.clause.any_of,
            Bit(Fact::kActorCanRead) | Bit(Fact::kActorCompanyAdmin));
  EXPECT_THAT(reader.facts,
              ElementsAre(Fact::kAccessInternalOnly, Fact::kActorCanRead,
                          Fact::kActorCompanyAdmin));
  EXPECT_EQ(reader.reason, v1::REASON_PERMISSION_LEVEL_TOO_LOW);
  EXPECT_EQ(reader.description, "The actor can read.");
  EXPECT_EQ(reader.source, "PT");
  const Requirement& targets = policy.requirements[1];
  EXPECT_EQ(targets.name, "targets");
  EXPECT_EQ(targets.clause.when, 0u);
  EXPECT_EQ(targets.clause.any_of, Bit(Fact::kTargetsGiven));
  EXPECT_EQ(targets.reason, v1::REASON_UNSPECIFIED);

  EXPECT_THAT(RequirementNames(policy.RuleFor(v1::ACTION_VIEW_MESSAGES)),
              ElementsAre("reader", "targets"));
  EXPECT_THAT(RequirementNames(policy.RuleFor(v1::ACTION_CONFIGURE_TOOL)),
              ElementsAre("reader"));
  EXPECT_TRUE(policy.RuleFor(v1::ACTION_UNSPECIFIED).requirements.empty());
}

TEST(CompilePolicyTest, CompilesEveryDefaultSetting) {
  const CompiledPolicy policy = MustCompile(Replaced(
      SmallPolicyText(), "  access: ACCESS_ANY_USER\n  project_enabled: true\n",
      "access: ACCESS_INTERNAL_EMPLOYEES project_enabled: false "
      "direct_messages: DIRECT_MESSAGES_DISABLED "
      "group_management: GROUP_MANAGEMENT_EVERYONE "
      "edit_delete_enabled: false"));
  EXPECT_EQ(TextOf(policy.parameters.default_settings),
            Normalized<v1::Settings>(R"(
              access: ACCESS_INTERNAL_EMPLOYEES
              project_enabled: false
              direct_messages: DIRECT_MESSAGES_DISABLED
              group_management: GROUP_MANAGEMENT_EVERYONE
              edit_delete_enabled: false)"));
}

// Rules point into the policy's own requirements, also after it has moved.
TEST(CompilePolicyTest, RulesPointIntoThePolicy) {
  CompiledPolicy first = MustCompile(SmallPolicyText());
  const CompiledPolicy policy = std::move(first);
  for (int action = 1; action < v1::Action_ARRAYSIZE; ++action) {
    const Rule& rule = policy.RuleFor(static_cast<v1::Action>(action));
    ASSERT_EQ(rule.clauses.size(), rule.requirements.size());
    for (std::size_t i = 0; i < rule.clauses.size(); ++i) {
      const Requirement* requirement = rule.requirements[i];
      EXPECT_GE(requirement, &policy.requirements.front());
      EXPECT_LE(requirement, &policy.requirements.back());
      EXPECT_EQ(rule.clauses[i].when, requirement->clause.when);
      EXPECT_EQ(rule.clauses[i].any_of, requirement->clause.any_of);
    }
  }
}

TEST(CompilePolicyTest, ReportsEveryMistakeInTheOrderOfTheFile) {
  EXPECT_EQ(
      IssuesIn(R"(name: "Broken"
default_settings { direct_message: "DISABLED" }
limits {
  edit_window { seconds: 0 }
  max_clock_skew { seconds: -1 }
  max_direct_message_recipients: 0
}
rule { action: ACTION_CONFIGURE_TOOLS require: "reader" }
requirement {
  name: "reader"
  when: ["actor_internal", "actor_inside"]
  any_of: ["actor_can_read", "actor_internal"]
  reason: REASON_TOO_LOW
  source: "PT"
}
group { name: "reader" require: "writer" }
rule {
  action: [
    ACTION_VIEW_MESSAGES, ACTION_START_DIRECT_MESSAGE, ACTION_SEND_DIRECT_MESSAGE,
    ACTION_SEND_GROUP_MESSAGE, ACTION_SEND_ITEM_MESSAGE, ACTION_MENTION_USER,
    ACTION_ADD_ITEMS_TO_MESSAGE, ACTION_EDIT_MESSAGE, ACTION_DELETE_MESSAGE, ACTION_CREATE_GROUP,
    ACTION_MANAGE_GROUP, ACTION_HIDE_CONVERSATION, ACTION_MANAGE_PUSH_NOTIFICATIONS,
    ACTION_VIEW_MESSAGES, ACTION_CONFIGURE_TOOL
  ]
}
)"),
      R"(f: error: action `ACTION_EXPORT_CONVERSATIONS` has no rule, every action needs one
f:1:7: error: policy name `Broken` may have only lower case letters, digits, `-`, `_` and `.`
f:2:20: error: unknown field `direct_message`, did you mean `direct_messages`
f:3:8: error: limit `max_group_members` is missing or 0, write how many are allowed
f:4:15: error: limit `edit_window` must be positive
f:5:18: error: limit `max_clock_skew` must be zero or positive
f:6:34: error: limit `max_direct_message_recipients` is missing or 0, write how many are allowed
f:8:16: error: `action` has no value `ACTION_CONFIGURE_TOOLS`, did you mean `ACTION_CONFIGURE_TOOL`
f:9:13: error: requirement `reader` has no description, write what it asks for
f:11:28: error: requirement `reader` names an unknown fact `actor_inside`
f:12:12: error: requirement `reader` is always satisfied, since `when` and `any_of` share a fact, take it out of one
f:13:11: error: `reason` has no value `REASON_TOO_LOW`
f:16:15: error: group `reader` has a name that is taken, rename one of the two
f:16:33: error: group `reader` requires `writer`, which is not defined above
f:17:6: error: the rule for `ACTION_VIEW_MESSAGES` requires nothing, list at least one requirement in `require`
f:23:5: error: action `ACTION_VIEW_MESSAGES` has a rule already, keep one of the two
)");
}

TEST(CompilePolicyTest, AnErrorOfSyntaxEndsTheReading) {
  EXPECT_EQ(IssuesIn("name: \"Broken\"\nlimits {\n  edit_window 5\n}\n"),
            "f:3:15: error: expected \"{\", found \"5\"\n");
}

TEST(CompilePolicyTest, AnEmptyTextLacksEverything) {
  const CompileResult result = CompilePolicy("");
  EXPECT_FALSE(result.policy.has_value());
  // A name, four limits, and a rule for each of 15 actions.
  EXPECT_EQ(result.issues.size(), 1u + 4u + 15u);
}

}  // namespace
}  // namespace authz

// The embedded policy against docs/policy.md, whose tables are written out here
// once more.

#include "authz/policies/embedded_policy.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/policy/compiler.h"
#include "authz/text/enum_names.h"
#include "authz/text/issue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::testing::ElementsAreArray;

TEST(EmbeddedPolicyTest, HasNoMistakes) {
  const CompileResult result = CompilePolicy(EmbeddedPolicyText());
  EXPECT_EQ(FormatIssues("conversations.txtpb", result.issues), "");
  EXPECT_TRUE(result.policy.has_value());
}

TEST(EmbeddedPolicyTest, HasTheDocumentedSettingsAndLimits) {
  const CompiledPolicy& policy = EmbeddedPolicy();
  EXPECT_EQ(policy.name, "conversations");
  EXPECT_EQ(TextOf(policy.parameters.default_settings),
            Normalized<v1::Settings>(R"(
              access: ACCESS_ANY_USER
              project_enabled: true
              group_management: GROUP_MANAGEMENT_COMPANY_ADMINS)"));
  EXPECT_EQ(policy.parameters.edit_window, absl::Seconds(300));
  EXPECT_EQ(policy.parameters.max_clock_skew, absl::Seconds(30));
  EXPECT_EQ(policy.parameters.max_direct_message_members, 100u);
  EXPECT_EQ(policy.parameters.max_group_members, 2000u);
}

struct RequirementRow {
  std::string name;
  // Both with ", " between the facts.
  std::string when;
  std::string any_of;
  // "" where it never fails.
  std::string reason;
};

const RequirementRow kRequirementRows[] = {
    {"scope", "", "scope_consistent", "SCOPE_MISMATCH"},
    {"tool_enabled", "", "tool_enabled", "TOOL_DISABLED"},
    {"project_enabled", "", "project_enabled", "PROJECT_NOT_ENABLED"},
    {"tool_audience", "access_internal_only", "actor_internal",
     "ACTOR_NOT_INTERNAL_EMPLOYEE"},
    {"directory", "", "actor_in_directory, actor_company_admin",
     "ACTOR_NOT_IN_DIRECTORY"},
    {"level", "", "actor_can_read, actor_company_admin",
     "PERMISSION_LEVEL_TOO_LOW"},
    {"company_admin", "", "actor_company_admin", "COMPANY_ADMIN_REQUIRED"},
    {"direct_only", "", "conversation_direct", "WRONG_CONVERSATION_TYPE"},
    {"group_only", "", "conversation_group", "WRONG_CONVERSATION_TYPE"},
    {"item_only", "", "conversation_item", "WRONG_CONVERSATION_TYPE"},
    {"direct_privacy", "conversation_direct", "actor_is_member",
     "NOT_A_PARTICIPANT"},
    {"group_privacy", "conversation_group", "actor_is_member",
     "NOT_A_GROUP_MEMBER"},
    {"item_access", "conversation_item", "item_readable",
     "ITEM_NOT_ACCESSIBLE"},
    {"item_private", "conversation_item, item_private", "item_private_access",
     "ITEM_IS_PRIVATE"},
    {"direct_enabled", "conversation_direct", "direct_messages_enabled",
     "DIRECT_MESSAGES_DISABLED"},
    {"direct_audience", "conversation_direct, direct_messages_internal_only",
     "actor_internal", "DIRECT_MESSAGES_INTERNAL_ONLY"},
    {"targets_given", "", "targets_given", ""},
    {"targets_in_directory", "", "targets_in_directory",
     "TARGET_NOT_IN_DIRECTORY"},
    {"direct_targets_internal",
     "conversation_direct, direct_messages_internal_only", "targets_internal",
     "TARGET_NOT_INTERNAL_EMPLOYEE"},
    {"item_targets_access", "conversation_item", "targets_item_readable",
     "TARGET_CANNOT_ACCESS_ITEM"},
    {"item_targets_private", "conversation_item, item_private",
     "targets_item_private_access", "TARGET_CANNOT_ACCESS_ITEM"},
    {"direct_size", "conversation_direct", "direct_size_ok",
     "TOO_MANY_MEMBERS"},
    {"group_size", "conversation_group", "group_size_ok", "TOO_MANY_MEMBERS"},
    {"group_by_company_admins", "groups_by_company_admins",
     "actor_company_admin", "GROUP_PRIVILEGE_REQUIRED"},
    {"group_by_directory_admins", "groups_by_directory_admins",
     "actor_is_admin, actor_company_admin", "GROUP_PRIVILEGE_REQUIRED"},
    {"group_by_internal", "groups_by_internal",
     "actor_internal, actor_company_admin", "GROUP_PRIVILEGE_REQUIRED"},
    {"items_given", "", "items_given", ""},
    {"items_in_project", "", "items_in_project", "ITEM_NOT_IN_PROJECT"},
    {"items_access", "", "items_readable", "ITEM_NOT_ACCESSIBLE"},
    {"items_private", "", "items_private_access", "ITEM_IS_PRIVATE"},
    {"edit_delete_enabled", "", "edit_delete_enabled", "EDIT_DELETE_DISABLED"},
    {"author", "", "actor_is_author", "NOT_MESSAGE_AUTHOR"},
    {"edit_window", "", "within_edit_window", "EDIT_WINDOW_EXPIRED"},
    {"own_view", "", "actor_is_owner", "NOT_OWN_VIEW"},
    {"export_range", "", "export_range_given", ""},
};

std::string ReasonName(v1::Reason reason) {
  return reason == v1::REASON_UNSPECIFIED ? "" : std::string(ShortName(reason));
}

// `when` is what comes first in `facts`, as many as its clause has.
RequirementRow RowOf(const Requirement& requirement) {
  RequirementRow row;
  row.name = requirement.name;
  row.reason = ReasonName(requirement.reason);
  for (Fact fact : requirement.facts) {
    const bool is_condition = (requirement.clause.when & Bit(fact)) != 0;
    std::string& list = is_condition ? row.when : row.any_of;
    absl::StrAppend(&list, list.empty() ? "" : ", ", FactName(fact));
  }
  return row;
}

std::string Describe(const RequirementRow& row) {
  return absl::StrCat(row.name, " | ", row.when, " | ", row.any_of, " | ",
                      row.reason);
}

TEST(EmbeddedPolicyTest, HasExactlyTheDocumentedRequirements) {
  std::vector<std::string> expected;
  for (const RequirementRow& row : kRequirementRows) {
    expected.push_back(Describe(row));
  }
  std::vector<std::string> actual;
  for (const Requirement& requirement : EmbeddedPolicy().requirements) {
    actual.push_back(Describe(RowOf(requirement)));
  }
  EXPECT_THAT(actual, ::testing::UnorderedElementsAreArray(expected));
}

TEST(EmbeddedPolicyTest, EveryRequirementSaysWhatItAsksForAndWhy) {
  for (const Requirement& requirement : EmbeddedPolicy().requirements) {
    SCOPED_TRACE(requirement.name);
    EXPECT_GE(requirement.description.size(), 10u);
    EXPECT_EQ(requirement.description.back(), '.');
    EXPECT_FALSE(requirement.source.empty());
  }
}

struct RuleRow {
  v1::Action action;
  // With ", " between the names, groups as they are documented.
  std::string requirements;
};

const RuleRow kRuleRows[] = {
    {v1::ACTION_VIEW_MESSAGES, "VIEW"},
    {v1::ACTION_START_DIRECT_MESSAGE,
     "BASE, direct_only, direct_enabled, direct_audience, targets_given, "
     "targets_in_directory, direct_targets_internal, direct_size"},
    {v1::ACTION_SEND_DIRECT_MESSAGE,
     "BASE, direct_only, direct_privacy, direct_enabled, direct_audience, "
     "targets_given, targets_in_directory, direct_targets_internal, "
     "direct_size"},
    {v1::ACTION_SEND_GROUP_MESSAGE,
     "BASE, group_only, group_privacy, targets_in_directory"},
    {v1::ACTION_SEND_ITEM_MESSAGE,
     "BASE, item_only, item_access, item_private, targets_in_directory, "
     "item_targets_access, item_targets_private"},
    {v1::ACTION_MENTION_USER,
     "VIEW, direct_enabled, direct_audience, targets_given, "
     "targets_in_directory, direct_targets_internal, item_targets_access, "
     "item_targets_private"},
    {v1::ACTION_ADD_ITEMS_TO_MESSAGE,
     "VIEW, direct_enabled, direct_audience, items_given, items_in_project, "
     "items_access, items_private"},
    {v1::ACTION_EDIT_MESSAGE, "VIEW, edit_delete_enabled, author, edit_window"},
    {v1::ACTION_DELETE_MESSAGE,
     "VIEW, edit_delete_enabled, author, edit_window"},
    {v1::ACTION_CREATE_GROUP,
     "BASE, group_only, group_by_company_admins, group_by_directory_admins, "
     "group_by_internal, targets_in_directory, group_size"},
    {v1::ACTION_MANAGE_GROUP,
     "BASE, group_only, group_by_company_admins, group_by_directory_admins, "
     "group_by_internal, targets_in_directory, group_size"},
    {v1::ACTION_HIDE_CONVERSATION, "VIEW, own_view"},
    {v1::ACTION_MANAGE_PUSH_NOTIFICATIONS, "BASE, own_view"},
    {v1::ACTION_EXPORT_CONVERSATIONS, "scope, company_admin, export_range"},
    {v1::ACTION_CONFIGURE_TOOL, "scope, company_admin"},
};

// The requirements' names, with the groups' own in their place.
std::vector<std::string> Expand(const std::string& requirements) {
  const std::string base =
      "scope, tool_enabled, project_enabled, tool_audience, directory, level";
  const std::map<std::string, std::string> groups = {
      {"BASE", base},
      {"VIEW", base + ", direct_privacy, group_privacy, item_access, "
                      "item_private"},
  };
  std::vector<std::string> names;
  for (absl::string_view name : absl::StrSplit(requirements, ", ")) {
    const auto group = groups.find(std::string(name));
    if (group == groups.end()) {
      names.emplace_back(name);
      continue;
    }
    for (absl::string_view member : absl::StrSplit(group->second, ", ")) {
      names.emplace_back(member);
    }
  }
  return names;
}

TEST(EmbeddedPolicyTest, HasExactlyTheDocumentedRules) {
  std::vector<v1::Action> actions;
  for (const RuleRow& row : kRuleRows) {
    SCOPED_TRACE(v1::Action_Name(row.action));
    actions.push_back(row.action);
    std::vector<std::string> names;
    for (const Requirement* requirement :
         EmbeddedPolicy().RuleFor(row.action).requirements) {
      names.push_back(requirement->name);
    }
    EXPECT_THAT(names, ElementsAreArray(Expand(row.requirements)));
  }
  // Every action has its row.
  std::vector<v1::Action> all;
  for (int action = 1; action < v1::Action_ARRAYSIZE; ++action) {
    all.push_back(static_cast<v1::Action>(action));
  }
  EXPECT_EQ(actions, all);
}

}  // namespace
}  // namespace authz

#include "tests/naive/page.h"

#include <algorithm>
#include <initializer_list>
#include <map>

#include "gtest/gtest.h"

namespace authz::naive {
namespace {

using Names = std::vector<std::string>;

Names Join(std::initializer_list<Names> lists) {
  Names all;
  for (const Names& names : lists) {
    all.insert(all.end(), names.begin(), names.end());
  }
  return all;
}

std::map<v1::Action, Names> Rules() {
  const Names base = {"scope",         "tool_enabled", "project_enabled",
                      "tool_audience", "directory",    "level"};
  const Names view = Join(
      {base,
       {"direct_privacy", "group_privacy", "item_access", "item_private"}});
  const Names edit = Join(
      {view,
       {"edit_delete_enabled", "author", "not_from_future", "edit_window"}});
  const Names group = Join(
      {base,
       {"group_only", "group_by_company_admins", "group_by_directory_admins",
        "group_by_internal", "targets_in_directory", "group_size"}});
  return {
      {v1::ACTION_VIEW_MESSAGES, view},
      {v1::ACTION_START_DIRECT_MESSAGE,
       Join({base,
             {"direct_only", "direct_enabled", "direct_audience",
              "targets_given", "targets_in_directory",
              "direct_targets_internal", "direct_size"}})},
      {v1::ACTION_SEND_DIRECT_MESSAGE,
       Join({base,
             {"direct_only", "direct_privacy", "direct_enabled",
              "direct_audience", "targets_given", "targets_in_directory",
              "direct_targets_internal", "direct_size"}})},
      {v1::ACTION_SEND_GROUP_MESSAGE,
       Join({base, {"group_only", "group_privacy", "targets_in_directory"}})},
      {v1::ACTION_SEND_ITEM_MESSAGE,
       Join({base,
             {"item_only", "item_access", "item_private", "item_enabled",
              "targets_in_directory", "item_targets_access",
              "item_targets_private"}})},
      {v1::ACTION_MENTION_USER,
       Join(
           {view,
            {"direct_enabled", "direct_audience", "item_enabled",
             "targets_given", "targets_in_directory", "direct_targets_internal",
             "item_targets_access", "item_targets_private"}})},
      {v1::ACTION_ADD_ITEMS_TO_MESSAGE,
       Join(
           {view,
            {"direct_enabled", "direct_audience", "item_enabled", "items_given",
             "items_in_project", "items_access", "items_private"}})},
      {v1::ACTION_EDIT_MESSAGE, edit},
      {v1::ACTION_DELETE_MESSAGE, edit},
      {v1::ACTION_CREATE_GROUP, group},
      {v1::ACTION_MANAGE_GROUP, group},
      {v1::ACTION_HIDE_CONVERSATION, Join({view, {"own_view"}})},
      {v1::ACTION_MANAGE_PUSH_NOTIFICATIONS, Join({base, {"own_view"}})},
      {v1::ACTION_EXPORT_CONVERSATIONS,
       {"scope", "company_admin", "export_range"}},
      {v1::ACTION_CONFIGURE_TOOL, {"scope", "company_admin"}},
  };
}

std::map<v1::Action, std::vector<Requirement>> ResolvedRules() {
  std::map<v1::Action, std::vector<Requirement>> resolved;
  for (const auto& [action, names] : Rules()) {
    for (const std::string& name : names) {
      for (const Requirement& requirement : Requirements()) {
        if (requirement.name == name) resolved[action].push_back(requirement);
      }
    }
    EXPECT_EQ(resolved[action].size(), names.size())
        << "a rule names what is no requirement";
  }
  return resolved;
}

}  // namespace

v1::Settings DefaultSettings() {
  v1::Settings settings;
  settings.set_group_management(v1::GROUP_MANAGEMENT_COMPANY_ADMINS);
  settings.set_item_conversations_enabled(true);
  return settings;
}

const std::vector<Requirement>& Requirements() {
  static const auto& requirements = *new std::vector<Requirement>{
      {"scope", {}, {"scope_consistent"}, v1::REASON_SCOPE_MISMATCH},
      {"tool_enabled", {}, {"tool_enabled"}, v1::REASON_TOOL_DISABLED},
      {"project_enabled",
       {},
       {"project_enabled"},
       v1::REASON_PROJECT_NOT_ENABLED},
      {"tool_audience",
       {"access_internal_only"},
       {"actor_internal"},
       v1::REASON_ACTOR_NOT_INTERNAL_EMPLOYEE},
      {"directory",
       {},
       {"actor_in_directory", "actor_company_admin"},
       v1::REASON_ACTOR_NOT_IN_DIRECTORY},
      {"level",
       {},
       {"actor_can_read", "actor_company_admin"},
       v1::REASON_PERMISSION_LEVEL_TOO_LOW},
      {"company_admin",
       {},
       {"actor_company_admin"},
       v1::REASON_COMPANY_ADMIN_REQUIRED},
      {"direct_only",
       {},
       {"conversation_direct"},
       v1::REASON_WRONG_CONVERSATION_TYPE},
      {"group_only",
       {},
       {"conversation_group"},
       v1::REASON_WRONG_CONVERSATION_TYPE},
      {"item_only",
       {},
       {"conversation_item"},
       v1::REASON_WRONG_CONVERSATION_TYPE},
      {"direct_privacy",
       {"conversation_direct"},
       {"actor_is_member"},
       v1::REASON_NOT_A_PARTICIPANT},
      {"group_privacy",
       {"conversation_group"},
       {"actor_is_member"},
       v1::REASON_NOT_A_GROUP_MEMBER},
      {"item_access",
       {"conversation_item"},
       {"item_readable"},
       v1::REASON_ITEM_NOT_ACCESSIBLE},
      {"item_private",
       {"conversation_item", "item_private"},
       {"item_private_access"},
       v1::REASON_ITEM_IS_PRIVATE},
      {"direct_enabled",
       {"conversation_direct"},
       {"direct_messages_enabled"},
       v1::REASON_DIRECT_MESSAGES_DISABLED},
      {"direct_audience",
       {"conversation_direct", "direct_messages_internal_only"},
       {"actor_internal"},
       v1::REASON_DIRECT_MESSAGES_INTERNAL_ONLY},
      {"item_enabled",
       {"conversation_item"},
       {"item_conversations_enabled"},
       v1::REASON_ITEM_CONVERSATIONS_DISABLED},
      {"targets_given", {}, {"targets_given"}, v1::REASON_UNSPECIFIED},
      {"targets_in_directory",
       {},
       {"targets_in_directory"},
       v1::REASON_TARGET_NOT_IN_DIRECTORY},
      {"direct_targets_internal",
       {"conversation_direct", "direct_messages_internal_only"},
       {"targets_internal"},
       v1::REASON_TARGET_NOT_INTERNAL_EMPLOYEE},
      {"item_targets_access",
       {"conversation_item"},
       {"targets_item_readable"},
       v1::REASON_TARGET_CANNOT_ACCESS_ITEM},
      {"item_targets_private",
       {"conversation_item", "item_private"},
       {"targets_item_private_access"},
       v1::REASON_TARGET_CANNOT_ACCESS_ITEM},
      {"direct_size",
       {"conversation_direct"},
       {"direct_size_ok"},
       v1::REASON_TOO_MANY_MEMBERS},
      {"group_size",
       {"conversation_group"},
       {"group_size_ok"},
       v1::REASON_TOO_MANY_MEMBERS},
      {"group_by_company_admins",
       {"groups_by_company_admins"},
       {"actor_company_admin"},
       v1::REASON_GROUP_PRIVILEGE_REQUIRED},
      {"group_by_directory_admins",
       {"groups_by_directory_admins"},
       {"actor_is_admin", "actor_company_admin"},
       v1::REASON_GROUP_PRIVILEGE_REQUIRED},
      {"group_by_internal",
       {"groups_by_internal"},
       {"actor_internal", "actor_company_admin"},
       v1::REASON_GROUP_PRIVILEGE_REQUIRED},
      {"items_given", {}, {"items_given"}, v1::REASON_UNSPECIFIED},
      {"items_in_project",
       {},
       {"items_in_project"},
       v1::REASON_ITEM_NOT_IN_PROJECT},
      {"items_access", {}, {"items_readable"}, v1::REASON_ITEM_NOT_ACCESSIBLE},
      {"items_private",
       {},
       {"items_private_access"},
       v1::REASON_ITEM_IS_PRIVATE},
      {"edit_delete_enabled",
       {},
       {"edit_delete_enabled"},
       v1::REASON_EDIT_DELETE_DISABLED},
      {"author", {}, {"actor_is_author"}, v1::REASON_NOT_MESSAGE_AUTHOR},
      {"not_from_future", {}, {"not_from_future"}, v1::REASON_SENT_IN_FUTURE},
      {"edit_window",
       {},
       {"within_edit_window"},
       v1::REASON_EDIT_WINDOW_EXPIRED},
      {"own_view", {}, {"actor_is_owner"}, v1::REASON_NOT_OWN_VIEW},
      {"export_range", {}, {"export_range_given"}, v1::REASON_UNSPECIFIED},
  };
  return requirements;
}

const std::vector<Requirement>& RuleOf(v1::Action action) {
  static const auto& rules =
      *new std::map<v1::Action, std::vector<Requirement>>(ResolvedRules());
  return rules.at(action);
}

std::vector<v1::Action> Actions() {
  std::vector<v1::Action> actions;
  for (const auto& [action, names] : Rules()) actions.push_back(action);
  return actions;
}

std::vector<std::string> FactsReadBy(v1::Action action) {
  Names facts;
  for (const Requirement& requirement : RuleOf(action)) {
    for (const std::string& fact :
         Join({requirement.when, requirement.any_of})) {
      if (std::find(facts.begin(), facts.end(), fact) == facts.end()) {
        facts.push_back(fact);
      }
    }
  }
  return facts;
}

}  // namespace authz::naive

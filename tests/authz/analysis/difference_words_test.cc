#include "authz/analysis/difference_words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/analysis/difference.h"
#include "authz/policy/policy.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

const FactParameters kLimits = {absl::Seconds(300), absl::Seconds(30), 100,
                                2000};

struct Side {
  std::vector<absl::string_view> requirements;
  v1::Settings default_settings = {};
  FactParameters limits = kLimits;
};

CompiledPolicy PolicyOf(const Side& side) {
  CompiledPolicy policy = MustCompile(PolicyTextOf(side.requirements));
  policy.parameters = side.limits;
  policy.parameters.default_settings = side.default_settings;
  return policy;
}

v1::Settings Groups(v1::GroupManagement value) {
  v1::Settings settings;
  settings.set_group_management(value);
  return settings;
}

// Such as "+ a; b\n+ c\n- d\n": opened where a and b hold, or c, and closed
// where d holds.
std::string Differences(const CompiledPolicy& old_policy,
                        const CompiledPolicy& new_policy) {
  std::string text;
  for (const ActionDifference& difference :
       FindDifferences(old_policy, new_policy)) {
    if (difference.action != v1::ACTION_VIEW_MESSAGES) continue;
    const auto add = [&](absl::string_view sign,
                         const std::vector<ChangedCase>& cases) {
      for (const ChangedCase& changed : cases) {
        absl::StrAppend(
            &text, sign,
            absl::StrJoin(InWords(difference, changed, old_policy.parameters,
                                  new_policy.parameters),
                          "; "),
            "\n");
      }
    };
    add("+ ", difference.opened);
    add("- ", difference.closed);
  }
  return text;
}

TEST(DifferenceInWords, SaysWhatChanges) {
  struct TestCase {
    const char* name;
    Side old_side;
    Side new_side;
    const char* words;
  };
  const TestCase cases[] = {
      {"nothing", {{"actor_internal"}}, {{"actor_internal"}}, ""},
      {"a requirement less: false and unknown deny alike",
       {{"actor_internal", "scope_consistent"}},
       {{"scope_consistent"}},
       "+ the actor is not an internal employee (or unknown)\n"},
      {"a requirement more that is never unknown",
       {{"actor_internal"}},
       {{"actor_internal", "scope_consistent"}},
       "- ids in the request contradict each other\n"},
      {"a requirement less that is never false",
       {{"actor_internal", "targets_given"}},
       {{"actor_internal"}},
       "+ there is no target\n"},
      {"unknown where what both require leaves it open",
       {{"conversation_direct -> actor_is_member", "actor_internal"}},
       {{"actor_internal"}},
       "+ the conversation is a direct message (or unknown); the actor is not "
       "a "
       "participant or member of the conversation (or unknown)\n"},
      {"one fact for another",
       {{"actor_internal"}},
       {{"actor_company_admin"}},
       "+ the actor is a Company Admin; the actor is not an internal employee "
       "(or unknown)\n"
       "- the actor is not a Company Admin (or unknown); the actor is an "
       "internal employee\n"},
      {"what could not be satisfied",
       {{"conversation_direct", "conversation_group"}},
       {{"conversation_direct"}},
       "+ \n"},
      {"everyone",
       {{"scope_consistent"}, Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       {{"scope_consistent",
         "groups_by_company_admins | "
         "groups_by_directory_admins | groups_by_internal"},
        Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       "- groups are managed by everyone\n"},
      {"several values of a setting",
       {{"scope_consistent"}, Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       {{"scope_consistent", "groups_by_internal | groups_by_company_admins"},
        Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       "- groups are managed by Admins, or groups are managed by everyone\n"},
      {"a value that takes two facts to say",
       {{"scope_consistent", "tool_enabled -> access_internal_only"}},
       {{"scope_consistent", "access_internal_only -> actor_internal",
         "tool_enabled"}},
       "+ the tool is enabled for the company and the tool is not for internal "
       "employees only\n"
       "- the tool is disabled for the company, or the tool is for internal "
       "employees only; the actor is not an internal employee (or unknown)\n"
       "- the tool is disabled for the company\n"},
      {"unknown alone",
       {{"scope_consistent",
         "conversation_direct | conversation_group | "
         "conversation_item"}},
       {{"scope_consistent"}},
       "+ it is unknown whether the conversation is a direct message\n"},
      {"a setting that has no default",
       {{"scope_consistent"}},
       {{"scope_consistent", "edit_delete_enabled"}},
       "- editing and deleting is disabled (or unknown)\n"},
      {"another default",
       {{"groups_by_internal -> actor_internal"},
        Groups(v1::GROUP_MANAGEMENT_INTERNAL_EMPLOYEES)},
       {{"groups_by_internal -> actor_internal"},
        Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       "+ the actor is not an internal employee (or unknown); the request "
       "leaves out `settings.group_management`\n"},
      {"another default that makes no difference",
       {{"groups_by_internal -> actor_internal"},
        Groups(v1::GROUP_MANAGEMENT_COMPANY_ADMINS)},
       {{"groups_by_internal -> actor_internal"},
        Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       ""},
      {"another default and another rule",
       {{"groups_by_internal -> actor_internal"},
        Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       {{"groups_by_internal | groups_by_company_admins"},
        Groups(v1::GROUP_MANAGEMENT_INTERNAL_EMPLOYEES)},
       "+ the actor is not an internal employee (or unknown); the request sets "
       "`settings.group_management`; groups are managed by internal employees\n"
       "- the request sets `settings.group_management`; groups are managed by "
       "Admins, or groups are managed by everyone\n"},
      {"a default that is given up",
       {{"groups_by_internal -> actor_internal", "scope_consistent"},
        Groups(v1::GROUP_MANAGEMENT_EVERYONE)},
       {{"scope_consistent", "groups_by_internal -> actor_internal",
         "groups_by_company_admins -> actor_internal"}},
       "- the actor is not an internal employee (or unknown); groups are "
       "managed by Company Admins only, or the request leaves out "
       "`settings.group_management`\n"},
      {"a longer window",
       {{"within_edit_window"}},
       {{"within_edit_window"},
        {},
        {absl::Seconds(600), absl::Seconds(30), 100, 2000}},
       "+ the message was sent more than 5 minutes and at most 10 minutes "
       "ago\n"},
      {"a longer window that is not required",
       {{"actor_internal"}},
       {{"actor_internal"},
        {},
        {absl::Seconds(600), absl::Seconds(30), 100, 2000}},
       ""},
      {"a longer window, and somebody else may use it",
       {{"within_edit_window", "actor_is_author"}},
       {{"within_edit_window"},
        {},
        {absl::Seconds(360), absl::Seconds(30), 100, 2000}},
       "+ the message was sent more than 5 minutes and at most 6 minutes "
       "ago\n"
       "+ somebody else wrote the message (or unknown)\n"},
      {"a window that is not required any longer",
       {{"within_edit_window"}},
       {{"scope_consistent"},
        {},
        {absl::Seconds(240), absl::Seconds(60), 100, 2000}},
       "+ the ids in the request agree; the message was sent outside the edit "
       "window, by the old policy (or unknown)\n"
       "- ids in the request contradict each other; the message was sent "
       "within the edit window, by the old policy\n"},
      {"more members",
       {{"direct_size_ok", "group_size_ok"}},
       {{"direct_size_ok", "group_size_ok"},
        {},
        {absl::Seconds(300), absl::Seconds(30), 101, 2000}},
       "+ the direct message has 101 recipients\n"},
      {"fewer members",
       {{"group_size_ok"}},
       {{"group_size_ok"},
        {},
        {absl::Seconds(300), absl::Seconds(30), 100, 50}},
       "- the group has 51 to 2000 members\n"},
  };
  for (const TestCase& c : cases) {
    EXPECT_EQ(Differences(PolicyOf(c.old_side), PolicyOf(c.new_side)), c.words)
        << c.name;
  }
}

}  // namespace
}  // namespace authz

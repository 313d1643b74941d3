// The table of facts: one row for each, in the order of the enum.
//
// In a header and constexpr, so that extract.cc compiles the rows' functions
// into straight code.

#ifndef AUTHZ_FACTS_FACT_TABLE_H_
#define AUTHZ_FACTS_FACT_TABLE_H_

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_row.h"
#include "authz/facts/fact_words.h"
#include "authz/facts/request_truths.h"
#include "authz/facts/request_view.h"
#include "authz/facts/truth.h"
#include "conversations/authz/v1/context.pb.h"

namespace authz {

inline constexpr std::array<FactRow, kFactCount> MakeFactTable() {
  using namespace request_truths;  // NOLINT: in this function alone
  using In = const FactInput&;
  return {{
      Row(Fact::kToolEnabled, "tool_enabled", Field::kSettings,
          "settings.access", "the tool is enabled for the company",
          "the tool is disabled for the company",
          [](In in) {
            return Not(
                SettingIs(in, &v1::Settings::access, v1::ACCESS_DISABLED));
          }),
      Row(Fact::kAccessInternalOnly, "access_internal_only", Field::kSettings,
          "settings.access", "the tool is for internal employees only",
          "the tool is not for internal employees only",
          [](In in) {
            return SettingIs(in, &v1::Settings::access,
                             v1::ACCESS_INTERNAL_EMPLOYEES);
          }),
      Row(Fact::kProjectEnabled, "project_enabled", Field::kSettings,
          "settings.project_enabled", "the tool is enabled for the project",
          "the tool is not enabled for the project",
          [](In in) {
            return SwitchIsOn(in, &v1::Settings::has_project_enabled,
                              &v1::Settings::project_enabled);
          }),
      Row(Fact::kScopeConsistent, "scope_consistent",
          Field::kProjectId | Field::kConversation | Field::kMessage, "",
          "the ids in the request agree",
          "ids in the request contradict each other",
          [](In in) {
            const v1::Conversation& conversation = *in.request.conversation;
            return ToTruth(
                Agree({in.request.project_id, conversation.project_id(),
                       conversation.item().project_id()}) &&
                Agree({in.request.message->conversation_id(),
                       conversation.id()}));
          })
          .Defined("the project ids of the request, the conversation and its "
                   "item agree, and so do the message's conversation id and "
                   "the conversation's; ids that are left out are not "
                   "compared"),
      Row(Fact::kActorCompanyAdmin, "actor_company_admin", Field::kActor,
          "actor.company_admin", "the actor is a Company Admin",
          "the actor is not a Company Admin",
          [](In in) {
            return ToTruth(in.request.actor->has_company_admin(),
                           in.request.actor->company_admin());
          }),
      Row(Fact::kActorInDirectory, "actor_in_directory", Field::kActor,
          "actor.in_project_directory",
          "the actor is in the project's Directory",
          "the actor is not in the project's Directory",
          [](In in) {
            return ToTruth(in.request.actor->has_in_project_directory(),
                           in.request.actor->in_project_directory());
          }),
      Row(Fact::kActorInternal, "actor_internal", Field::kActor,
          "actor.internal_employee", "the actor is an internal employee",
          "the actor is not an internal employee",
          [](In in) {
            return ToTruth(in.request.actor->has_internal_employee(),
                           in.request.actor->internal_employee());
          }),
      Row(Fact::kActorCanRead, "actor_can_read", Field::kActor,
          "actor.permission_level", "the actor's level is Read Only or higher",
          "the actor's level is None",
          [](In in) {
            return IsAtLeast(in.request.actor->permission_level(),
                             v1::PERMISSION_LEVEL_READ_ONLY);
          }),
      Row(Fact::kActorIsAdmin, "actor_is_admin", Field::kActor,
          "actor.permission_level", "the actor's level is Admin",
          "the actor's level is below Admin",
          [](In in) {
            return IsAtLeast(in.request.actor->permission_level(),
                             v1::PERMISSION_LEVEL_ADMIN);
          }),
      Row(Fact::kConversationDirect, "conversation_direct",
          Field::kAction | Field::kConversation, "conversation.type",
          "the conversation is a direct message",
          "the conversation is not a direct message",
          [](In in) { return TypeIs(in, v1::CONVERSATION_TYPE_DIRECT); }),
      Row(Fact::kConversationGroup, "conversation_group",
          Field::kAction | Field::kConversation, "conversation.type",
          "the conversation is a group", "the conversation is not a group",
          [](In in) { return TypeIs(in, v1::CONVERSATION_TYPE_GROUP); }),
      Row(Fact::kConversationItem, "conversation_item",
          Field::kAction | Field::kConversation, "conversation.type",
          "the conversation is on an item",
          "the conversation is not on an item",
          [](In in) { return TypeIs(in, v1::CONVERSATION_TYPE_ITEM); }),
      Row(Fact::kActorIsMember, "actor_is_member", Field::kConversation,
          "conversation.actor_is_member",
          "the actor is a participant or member of the conversation",
          "the actor is not a participant or member of the conversation",
          [](In in) {
            return ToTruth(in.request.conversation->has_actor_is_member(),
                           in.request.conversation->actor_is_member());
          }),
      Row(Fact::kItemReadable, "item_readable", Field::kConversation,
          "conversation.item.actor_access.tool_permission_level",
          "the actor can read the conversation's item",
          "the actor cannot read the conversation's item",
          [](In in) { return CanRead(ConversationItem(in).actor_access()); })
          .Defined("the actor has Read Only or higher on the tool of the "
                   "conversation's item"),
      Row(Fact::kItemPrivate, "item_private", Field::kConversation,
          "conversation.item.private", "the conversation's item is private",
          "the conversation's item is not private",
          [](In in) {
            return ToTruth(ConversationItem(in).has_private_(),
                           ConversationItem(in).private_());
          }),
      Row(Fact::kItemPrivateAccess, "item_private_access", Field::kConversation,
          {{{"conversation.item.actor_access.private_access",
             [](const RequestView& request, int /*i*/) {
               return !request.conversation->item()
                           .actor_access()
                           .has_private_access();
             }},
            {"conversation.item.actor_access.tool_permission_level"}}},
          "the actor has private access to the conversation's item",
          "the actor has no private access to the conversation's item",
          [](In in) {
            return HasPrivateAccess(ConversationItem(in).actor_access());
          })
          .Defined("the actor was given access to the conversation's item, or "
                   "is Admin on its tool"),
      Row(Fact::kDirectMessagesEnabled, "direct_messages_enabled",
          Field::kSettings, "settings.direct_messages",
          "direct messages are enabled", "direct messages are disabled",
          [](In in) {
            return Not(SettingIs(in, &v1::Settings::direct_messages,
                                 v1::DIRECT_MESSAGES_DISABLED));
          }),
      Row(Fact::kDirectMessagesInternalOnly, "direct_messages_internal_only",
          Field::kSettings, "settings.direct_messages",
          "direct messages are for internal employees only",
          "direct messages are not for internal employees only",
          [](In in) {
            return SettingIs(in, &v1::Settings::direct_messages,
                             v1::DIRECT_MESSAGES_INTERNAL_EMPLOYEES);
          }),
      Row(Fact::kGroupsByCompanyAdmins, "groups_by_company_admins",
          Field::kSettings, "settings.group_management",
          "groups are managed by Company Admins only",
          "groups are not managed by Company Admins only",
          [](In in) {
            return SettingIs(in, &v1::Settings::group_management,
                             v1::GROUP_MANAGEMENT_COMPANY_ADMINS);
          }),
      Row(Fact::kGroupsByDirectoryAdmins, "groups_by_directory_admins",
          Field::kSettings, "settings.group_management",
          "groups are managed by Admins", "groups are not managed by Admins",
          [](In in) {
            return SettingIs(in, &v1::Settings::group_management,
                             v1::GROUP_MANAGEMENT_DIRECTORY_ADMINS);
          }),
      Row(Fact::kGroupsByInternal, "groups_by_internal", Field::kSettings,
          "settings.group_management",
          "groups are managed by internal employees",
          "groups are not managed by internal employees",
          [](In in) {
            return SettingIs(in, &v1::Settings::group_management,
                             v1::GROUP_MANAGEMENT_INTERNAL_EMPLOYEES);
          }),
      Row(Fact::kTargetsGiven, "targets_given", Field::kTargets, "targets",
          "there is a target", "there is no target",
          [](In in) { return Given(!in.request.targets->empty()); })
          .NeverFalse(),
      RowOfTargets(
          Fact::kTargetsInDirectory, "targets_in_directory",
          {{{"targets[i].in_project_directory",
             [](const RequestView& request, int i) {
               return !(*request.targets)[i].has_in_project_directory();
             }},
            {"targets[i].company_admin"}}},
          "every target is in the project's Directory or a Company Admin",
          "a target is neither in the project's Directory nor a Company Admin",
          [](const v1::User& target) {
            return Or(
                ToTruth(target.has_in_project_directory(),
                        target.in_project_directory()),
                ToTruth(target.has_company_admin(), target.company_admin()));
          }),
      RowOfTargets(Fact::kTargetsInternal, "targets_internal",
                   {{{"targets[i].internal_employee"}}},
                   "every target is an internal employee",
                   "a target is not an internal employee",
                   [](const v1::User& target) {
                     return ToTruth(target.has_internal_employee(),
                                    target.internal_employee());
                   }),
      RowOfTargets(
          Fact::kTargetsItemReadable, "targets_item_readable",
          {{{"targets[i].item_access.tool_permission_level"}}},
          "every target can read the conversation's item",
          "a target cannot read the conversation's item",
          [](const v1::User& target) { return CanRead(target.item_access()); })
          .Defined("every target has Read Only or higher on the tool of the "
                   "conversation's item"),
      RowOfTargets(
          Fact::kTargetsItemPrivateAccess, "targets_item_private_access",
          {{{"targets[i].item_access.private_access",
             [](const RequestView& request, int i) {
               return !(*request.targets)[i].item_access().has_private_access();
             }},
            {"targets[i].item_access.tool_permission_level"}}},
          "every target has private access to the conversation's item",
          "a target has no private access to the conversation's item",
          [](const v1::User& target) {
            return HasPrivateAccess(target.item_access());
          })
          .Defined("every target was given access to the conversation's item, "
                   "or is Admin on its tool"),
      Row(Fact::kItemsGiven, "items_given", Field::kItems, "items",
          "there is an item", "there is no item",
          [](In in) { return Given(!in.request.items->empty()); })
          .NeverFalse(),
      RowOfItems(
          Fact::kItemsInProject, "items_in_project",
          {{{"items[i].project_id",
             [](const RequestView& request, int i) {
               return (*request.items)[i].project_id().empty();
             }},
            {"project_id",
             [](const RequestView& request, int /*i*/) {
               return request.project_id.empty();
             }}}},
          "every item is from the project", "an item is not from the project",
          [](const v1::Item& item, absl::string_view project_id) {
            return ToTruth(!item.project_id().empty() && !project_id.empty(),
                           item.project_id() == project_id);
          })
          .TakesAllFields(),
      RowOfItems(Fact::kItemsReadable, "items_readable",
                 {{{"items[i].actor_access.tool_permission_level"}}},
                 "the actor can read every item",
                 "the actor cannot read one of the items",
                 [](const v1::Item& item, absl::string_view /*project_id*/) {
                   return CanRead(item.actor_access());
                 })
          .Defined("the actor has Read Only or higher on the tool of every "
                   "item"),
      RowOfItems(
          Fact::kItemsPrivateAccess, "items_private_access",
          {{{"items[i].private",
             [](const RequestView& request, int i) {
               return !(*request.items)[i].has_private_();
             }},
            {"items[i].actor_access.private_access",
             [](const RequestView& request, int i) {
               return !(*request.items)[i].actor_access().has_private_access();
             }},
            {"items[i].actor_access.tool_permission_level"}}},
          "the actor has access to every private item",
          "the actor has no access to a private item",
          [](const v1::Item& item, absl::string_view /*project_id*/) {
            return Or(Not(ToTruth(item.has_private_(), item.private_())),
                      HasPrivateAccess(item.actor_access()));
          })
          .Defined("every item is not private, or the actor was given access "
                   "to it or is Admin on its tool"),
      Row(Fact::kEditDeleteEnabled, "edit_delete_enabled", Field::kSettings,
          "settings.edit_delete_enabled", "editing and deleting is enabled",
          "editing and deleting is disabled",
          [](In in) {
            return SwitchIsOn(in, &v1::Settings::has_edit_delete_enabled,
                              &v1::Settings::edit_delete_enabled);
          }),
      Row(Fact::kActorIsAuthor, "actor_is_author",
          Field::kMessage | Field::kActor, "message.author_id",
          "the actor wrote the message", "somebody else wrote the message",
          [](In in) { return IsActor(in.request.message->author_id(), in); }),
      Row(Fact::kNotFromFuture, "not_from_future", Field::kMessage | Field::kAt,
          "message.sent_at", "the message is not from the future",
          "the message is from the future",
          [](In in) {
            if (!in.request.message->has_sent_at()) return Truth::kUnknown;
            return ToTruth(-AgeOfMessage(in) <= in.parameters.max_clock_skew);
          })
          .Defined("the message was sent no further ahead than the clock skew, "
                   "to the nanosecond")
          .Compares(
              [](const FactParameters& narrow, const FactParameters& wide) {
                return SentBetween(narrow.max_clock_skew, wide.max_clock_skew,
                                   "ahead of the request");
              },
              [](In in, v1::Fact& fact) {
                if (!in.request.message->has_sent_at()) return;
                CompareTimes(in, -AgeOfMessage(in),
                             in.parameters.max_clock_skew, fact);
              }),
      Row(Fact::kWithinEditWindow, "within_edit_window",
          Field::kMessage | Field::kAt, "message.sent_at",
          "the message was sent within the edit window",
          "the message was sent outside the edit window",
          [](In in) {
            if (!in.request.message->has_sent_at()) return Truth::kUnknown;
            return ToTruth(AgeOfMessage(in) <= in.parameters.edit_window);
          })
          .Defined(
              "the message was sent no longer ago than the edit window, to "
              "the nanosecond")
          .Compares(
              [](const FactParameters& narrow, const FactParameters& wide) {
                return SentBetween(narrow.edit_window, wide.edit_window, "ago");
              },
              [](In in, v1::Fact& fact) {
                if (!in.request.message->has_sent_at()) return;
                CompareTimes(in, AgeOfMessage(in), in.parameters.edit_window,
                             fact);
              }),
      Row(Fact::kActorIsOwner, "actor_is_owner",
          Field::kOwnerId | Field::kActor, "owner_id",
          "the view is the actor's own", "the view is another user's",
          [](In in) { return IsActor(in.request.owner_id, in); })
          .Defined("the view or the notifications are the actor's"),
      Row(Fact::kItemConversationsEnabled, "item_conversations_enabled",
          Field::kSettings, "settings.item_conversations_enabled",
          "conversations on items are enabled",
          "conversations on items are disabled",
          [](In in) {
            return SwitchIsOn(in, &v1::Settings::has_item_conversations_enabled,
                              &v1::Settings::item_conversations_enabled);
          }),
      Row(Fact::kDirectSizeOk, "direct_size_ok", kSizeFields, "",
          "the direct message is within the limit of recipients",
          "the direct message is over the limit of recipients",
          [](In in) {
            return ToTruth(Recipients(in) <=
                           in.parameters.max_direct_message_recipients);
          })
          .Defined("the larger of `conversation.member_count` less the actor "
                   "and the number of distinct targets other than the actor is "
                   "within the limit")
          .Compares(
              [](const FactParameters& narrow, const FactParameters& wide) {
                return SizeBetween(
                    "the direct message", narrow.max_direct_message_recipients,
                    wide.max_direct_message_recipients, "recipients");
              },
              [](In in, v1::Fact& fact) {
                CompareSize(Recipients(in),
                            in.parameters.max_direct_message_recipients, fact);
              }),
      Row(Fact::kGroupSizeOk, "group_size_ok", kSizeFields, "",
          "the group is within the limit of members",
          "the group is over the limit of members",
          [](In in) {
            return ToTruth(GroupMembers(in) <= in.parameters.max_group_members);
          })
          .Defined("the larger of `conversation.member_count` and the number "
                   "of distinct targets, with the actor who creates a group, "
                   "is within the limit")
          .Compares(
              [](const FactParameters& narrow, const FactParameters& wide) {
                return SizeBetween("the group", narrow.max_group_members,
                                   wide.max_group_members, "members");
              },
              [](In in, v1::Fact& fact) {
                CompareSize(GroupMembers(in), in.parameters.max_group_members,
                            fact);
              }),
      Row(Fact::kExportRangeGiven, "export_range_given", Field::kExportRange,
          "export_range", "the dates to export are given",
          "the dates to export are not given",
          [](In in) {
            return Given(in.request.export_range->has_start_time() &&
                         in.request.export_range->has_end_time());
          })
          .Defined("the range of the export has both ends")
          .NeverFalse(),
  }};
}

inline constexpr std::array<FactRow, kFactCount> kFactTable = MakeFactTable();

constexpr bool FactTableIsInOrder() {
  for (std::size_t i = 0; i < kFactCount; ++i) {
    if (kFactTable[i].fact != static_cast<Fact>(i)) return false;
  }
  return true;
}
static_assert(FactTableIsInOrder(), "the table is indexed by Fact");

constexpr const FactRow& RowOf(Fact fact) {
  return kFactTable[static_cast<std::size_t>(fact)];
}

// Whether the fact is true where it is for all targets, or for all items.
constexpr bool IsAboutTargets(Fact fact) {
  return RowOf(fact).of_target != nullptr;
}
constexpr bool IsAboutItems(Fact fact) {
  return RowOf(fact).of_item != nullptr;
}

// Whether no request leaves the fact open.
constexpr bool IsNeverUnknown(Fact fact) {
  return RowOf(fact).missing[0].path.empty();
}

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_TABLE_H_

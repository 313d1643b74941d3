#include "authz/facts/extract.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "absl/strings/string_view.h"
#include "authz/facts/access.h"
#include "authz/facts/fact_parts.h"
#include "authz/facts/listed_facts.h"
#include "authz/facts/time.h"
#include "authz/facts/truth.h"

namespace authz {
namespace {

// Whether no two of the ids that are given differ.
bool Agree(std::initializer_list<absl::string_view> ids) {
  absl::string_view first;
  for (absl::string_view id : ids) {
    if (id.empty()) continue;
    if (first.empty()) first = id;
    if (id != first) return false;
  }
  return true;
}

bool ScopeIsConsistent(const RequestView& request) {
  const v1::Conversation& conversation = *request.conversation;
  return Agree({request.project_id, conversation.project_id(),
                conversation.item().project_id()}) &&
         Agree({request.message->conversation_id(), conversation.id()});
}

// Whether two ids are the same; unknown where the first is not given.
Truth IsId(absl::string_view id, absl::string_view actor_id) {
  return ToTruth(!id.empty(), id == actor_id);
}

Facts ActorFacts(const v1::User& actor) {
  Facts facts = LevelFacts(actor.permission_level());
  facts.Set(Fact::kActorCompanyAdmin,
            ToTruth(actor.has_company_admin(), actor.company_admin()));
  facts.Set(Fact::kActorInDirectory, ToTruth(actor.has_in_project_directory(),
                                             actor.in_project_directory()));
  facts.Set(Fact::kActorInternal,
            ToTruth(actor.has_internal_employee(), actor.internal_employee()));
  return facts;
}

Facts ConversationFacts(const v1::Conversation& conversation,
                        v1::ConversationType type) {
  Facts facts;
  if (type != v1::CONVERSATION_TYPE_UNSPECIFIED) {
    facts.Set(Fact::kConversationDirect, type == v1::CONVERSATION_TYPE_DIRECT);
    facts.Set(Fact::kConversationGroup, type == v1::CONVERSATION_TYPE_GROUP);
    facts.Set(Fact::kConversationItem, type == v1::CONVERSATION_TYPE_ITEM);
  }
  facts.Set(Fact::kActorIsMember, ToTruth(conversation.has_actor_is_member(),
                                          conversation.actor_is_member()));
  const v1::Item& item = conversation.item();
  facts.Set(Fact::kItemReadable, CanRead(item.actor_access()));
  facts.Set(Fact::kItemPrivate, ToTruth(item.has_private_(), item.private_()));
  facts.Set(Fact::kItemPrivateAccess, HasPrivateAccess(item.actor_access()));
  return facts;
}

Facts TargetsFacts(const RequestView& request) {
  // All over an empty list is true.
  Facts facts = Facts::FromBits(kTargetFacts, 0);
  for (const v1::User& target : *request.targets) {
    facts = And(facts, FactsOfTarget(target));
  }
  if (!request.targets->empty()) facts.Set(Fact::kTargetsGiven, true);
  return facts;
}

Facts ItemsFacts(const RequestView& request) {
  Facts facts = Facts::FromBits(kItemFacts, 0);
  for (const v1::Item& item : *request.items) {
    facts = And(facts, FactsOfItem(item, request.project_id));
  }
  if (!request.items->empty()) facts.Set(Fact::kItemsGiven, true);
  return facts;
}

}  // namespace

Facts LevelFacts(v1::PermissionLevel level) {
  Facts facts;
  facts.Set(Fact::kActorCanRead,
            IsAtLeast(level, v1::PERMISSION_LEVEL_READ_ONLY));
  facts.Set(Fact::kActorIsAdmin, IsAtLeast(level, v1::PERMISSION_LEVEL_ADMIN));
  return facts;
}

Facts SizeFacts(std::uint64_t members, std::uint64_t targets,
                const FactParameters& parameters) {
  Facts facts;
  // The actor is a participant of a direct message and not among the targets.
  facts.Set(Fact::kDirectSizeOk, std::max(members, targets + 1) <=
                                     parameters.max_direct_message_members);
  facts.Set(Fact::kGroupSizeOk,
            std::max(members, targets) <= parameters.max_group_members);
  return facts;
}

bool IsWithinEditWindow(absl::Duration age, const FactParameters& parameters) {
  return -parameters.max_clock_skew <= age && age <= parameters.edit_window;
}

Facts SettingsFacts(const v1::Settings& settings,
                    const v1::Settings& defaults) {
  Facts facts;

  const v1::Access access = settings.access() != v1::ACCESS_UNSPECIFIED
                                ? settings.access()
                                : defaults.access();
  if (access != v1::ACCESS_UNSPECIFIED) {
    facts.Set(Fact::kToolEnabled, access != v1::ACCESS_DISABLED);
    facts.Set(Fact::kAccessInternalOnly,
              access == v1::ACCESS_INTERNAL_EMPLOYEES);
  }

  const v1::Settings& project =
      settings.has_project_enabled() ? settings : defaults;
  facts.Set(Fact::kProjectEnabled,
            ToTruth(project.has_project_enabled(), project.project_enabled()));

  const v1::DirectMessages direct =
      settings.direct_messages() != v1::DIRECT_MESSAGES_UNSPECIFIED
          ? settings.direct_messages()
          : defaults.direct_messages();
  if (direct != v1::DIRECT_MESSAGES_UNSPECIFIED) {
    facts.Set(Fact::kDirectMessagesEnabled,
              direct != v1::DIRECT_MESSAGES_DISABLED);
    facts.Set(Fact::kDirectMessagesInternalOnly,
              direct == v1::DIRECT_MESSAGES_INTERNAL_EMPLOYEES);
  }

  const v1::GroupManagement groups =
      settings.group_management() != v1::GROUP_MANAGEMENT_UNSPECIFIED
          ? settings.group_management()
          : defaults.group_management();
  if (groups != v1::GROUP_MANAGEMENT_UNSPECIFIED) {
    facts.Set(Fact::kGroupsByCompanyAdmins,
              groups == v1::GROUP_MANAGEMENT_COMPANY_ADMINS);
    facts.Set(Fact::kGroupsByDirectoryAdmins,
              groups == v1::GROUP_MANAGEMENT_DIRECTORY_ADMINS);
    facts.Set(Fact::kGroupsByInternal,
              groups == v1::GROUP_MANAGEMENT_INTERNAL_EMPLOYEES);
  }

  const v1::Settings& edits =
      settings.has_edit_delete_enabled() ? settings : defaults;
  facts.Set(Fact::kEditDeleteEnabled, ToTruth(edits.has_edit_delete_enabled(),
                                              edits.edit_delete_enabled()));
  return facts;
}

Facts ExtractFacts(const FactParameters& parameters, const RequestView& request,
                   absl::Time at, FieldSet fields) {
  Facts facts;
  if (Reads(kSettingsPart, fields)) {
    facts.Add(SettingsFacts(*request.settings, parameters.default_settings));
  }
  if (Reads(kScopePart, fields)) {
    facts.Set(Fact::kScopeConsistent, ScopeIsConsistent(request));
  }
  if (Reads(kActorPart, fields)) facts.Add(ActorFacts(*request.actor));
  if (Reads(kConversationPart, fields)) {
    facts.Add(
        ConversationFacts(*request.conversation, ConversationTypeOf(request)));
  }
  if (Reads(kTargetsPart, fields)) facts.Add(TargetsFacts(request));
  if (Reads(kItemsPart, fields)) facts.Add(ItemsFacts(request));
  if (Reads(kSizePart, fields)) {
    facts.Add(SizeFacts(request.conversation->member_count(),
                        static_cast<std::uint64_t>(request.targets->size()),
                        parameters));
  }
  if (Reads(kAuthorPart, fields)) {
    facts.Set(Fact::kActorIsAuthor,
              IsId(request.message->author_id(), request.actor->id()));
  }
  if (Reads(kWindowPart, fields) && request.message->has_sent_at()) {
    facts.Set(Fact::kWithinEditWindow,
              IsWithinEditWindow(at - ToTime(request.message->sent_at()),
                                 parameters));
  }
  if (Reads(kOwnerPart, fields)) {
    facts.Set(Fact::kActorIsOwner, IsId(request.owner_id, request.actor->id()));
  }
  if (Reads(kRangePart, fields) && request.export_range->has_start_time() &&
      request.export_range->has_end_time()) {
    facts.Set(Fact::kExportRangeGiven, true);
  }
  return facts;
}

}  // namespace authz

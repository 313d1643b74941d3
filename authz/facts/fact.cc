#include "authz/facts/fact.h"

namespace authz {
namespace {

struct Entry {
  Fact fact;
  absl::string_view name;
  bool never_false = false;
};

constexpr std::array<Entry, kFactCount> kEntries = {{
    {Fact::kToolEnabled, "tool_enabled"},
    {Fact::kAccessInternalOnly, "access_internal_only"},
    {Fact::kProjectEnabled, "project_enabled"},
    {Fact::kScopeConsistent, "scope_consistent"},
    {Fact::kActorCompanyAdmin, "actor_company_admin"},
    {Fact::kActorInDirectory, "actor_in_directory"},
    {Fact::kActorInternal, "actor_internal"},
    {Fact::kActorCanRead, "actor_can_read"},
    {Fact::kActorIsAdmin, "actor_is_admin"},
    {Fact::kConversationDirect, "conversation_direct"},
    {Fact::kConversationGroup, "conversation_group"},
    {Fact::kConversationItem, "conversation_item"},
    {Fact::kActorIsMember, "actor_is_member"},
    {Fact::kItemReadable, "item_readable"},
    {Fact::kItemPrivate, "item_private"},
    {Fact::kItemPrivateAccess, "item_private_access"},
    {Fact::kDirectMessagesEnabled, "direct_messages_enabled"},
    {Fact::kDirectMessagesInternalOnly, "direct_messages_internal_only"},
    {Fact::kGroupsByCompanyAdmins, "groups_by_company_admins"},
    {Fact::kGroupsByDirectoryAdmins, "groups_by_directory_admins"},
    {Fact::kGroupsByInternal, "groups_by_internal"},
    {Fact::kTargetsGiven, "targets_given", /*never_false=*/true},
    {Fact::kTargetsInDirectory, "targets_in_directory"},
    {Fact::kTargetsInternal, "targets_internal"},
    {Fact::kTargetsItemReadable, "targets_item_readable"},
    {Fact::kTargetsItemPrivateAccess, "targets_item_private_access"},
    {Fact::kItemsGiven, "items_given", /*never_false=*/true},
    {Fact::kItemsInProject, "items_in_project"},
    {Fact::kItemsReadable, "items_readable"},
    {Fact::kItemsPrivateAccess, "items_private_access"},
    {Fact::kEditDeleteEnabled, "edit_delete_enabled"},
    {Fact::kActorIsAuthor, "actor_is_author"},
    {Fact::kWithinEditWindow, "within_edit_window"},
    {Fact::kActorIsOwner, "actor_is_owner"},
    {Fact::kDirectSizeOk, "direct_size_ok"},
    {Fact::kGroupSizeOk, "group_size_ok"},
    {Fact::kExportRangeGiven, "export_range_given", /*never_false=*/true},
}};

constexpr bool EntriesAreInOrder() {
  for (std::size_t i = 0; i < kFactCount; ++i) {
    if (kEntries[i].fact != static_cast<Fact>(i)) return false;
  }
  return true;
}
static_assert(EntriesAreInOrder(), "kEntries is indexed by Fact");

const Entry& EntryOf(Fact fact) {
  return kEntries[static_cast<std::size_t>(fact)];
}

constexpr std::array<Fact, kFactCount> MakeAllFacts() {
  std::array<Fact, kFactCount> facts{};
  for (std::size_t i = 0; i < kFactCount; ++i) facts[i] = static_cast<Fact>(i);
  return facts;
}

constexpr std::array<Fact, kFactCount> kAllFacts = MakeAllFacts();

}  // namespace

const std::array<Fact, kFactCount>& AllFacts() { return kAllFacts; }

absl::string_view FactName(Fact fact) { return EntryOf(fact).name; }

std::optional<Fact> FactByName(absl::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.fact;
  }
  return std::nullopt;
}

bool IsNeverFalse(Fact fact) { return EntryOf(fact).never_false; }

}  // namespace authz

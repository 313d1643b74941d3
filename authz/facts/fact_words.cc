#include "authz/facts/fact_words.h"

#include "authz/facts/truth.h"

namespace authz {
namespace {

struct Words {
  absl::string_view when_true;
  absl::string_view when_false;
};

Words WordsOf(Fact fact) {
  switch (fact) {
    case Fact::kToolEnabled:
      return {"the tool is enabled for the company",
              "the tool is disabled for the company"};
    case Fact::kAccessInternalOnly:
      return {"the tool is for internal employees only",
              "the tool is not for internal employees only"};
    case Fact::kProjectEnabled:
      return {"the tool is enabled for the project",
              "the tool is not enabled for the project"};
    case Fact::kScopeConsistent:
      return {"the ids in the request agree",
              "ids in the request contradict each other"};
    case Fact::kActorCompanyAdmin:
      return {"the actor is a Company Admin",
              "the actor is not a Company Admin"};
    case Fact::kActorInDirectory:
      return {"the actor is in the project's Directory",
              "the actor is not in the project's Directory"};
    case Fact::kActorInternal:
      return {"the actor is an internal employee",
              "the actor is not an internal employee"};
    case Fact::kActorCanRead:
      return {"the actor's level is Read Only or higher",
              "the actor's level is None"};
    case Fact::kActorIsAdmin:
      return {"the actor's level is Admin", "the actor's level is below Admin"};
    case Fact::kConversationDirect:
      return {"the conversation is a direct message",
              "the conversation is not a direct message"};
    case Fact::kConversationGroup:
      return {"the conversation is a group", "the conversation is not a group"};
    case Fact::kConversationItem:
      return {"the conversation is on an item",
              "the conversation is not on an item"};
    case Fact::kActorIsMember:
      return {"the actor is a participant or member of the conversation",
              "the actor is not a participant or member of the conversation"};
    case Fact::kItemReadable:
      return {"the actor can read the conversation's item",
              "the actor cannot read the conversation's item"};
    case Fact::kItemPrivate:
      return {"the conversation's item is private",
              "the conversation's item is not private"};
    case Fact::kItemPrivateAccess:
      return {"the actor has private access to the conversation's item",
              "the actor has no private access to the conversation's item"};
    case Fact::kDirectMessagesEnabled:
      return {"direct messages are enabled", "direct messages are disabled"};
    case Fact::kDirectMessagesInternalOnly:
      return {"direct messages are for internal employees only",
              "direct messages are not for internal employees only"};
    case Fact::kGroupsByCompanyAdmins:
      return {"groups are managed by Company Admins only",
              "groups are not managed by Company Admins only"};
    case Fact::kGroupsByDirectoryAdmins:
      return {"groups are managed by Admins",
              "groups are not managed by Admins"};
    case Fact::kGroupsByInternal:
      return {"groups are managed by internal employees",
              "groups are not managed by internal employees"};
    case Fact::kTargetsGiven:
      return {"there is a target", "there is no target"};
    case Fact::kTargetsInDirectory:
      return {"every target is in the project's Directory or a Company Admin",
              "a target is neither in the project's Directory nor a Company "
              "Admin"};
    case Fact::kTargetsInternal:
      return {"every target is an internal employee",
              "a target is not an internal employee"};
    case Fact::kTargetsItemReadable:
      return {"every target can read the conversation's item",
              "a target cannot read the conversation's item"};
    case Fact::kTargetsItemPrivateAccess:
      return {"every target has private access to the conversation's item",
              "a target has no private access to the conversation's item"};
    case Fact::kItemsGiven:
      return {"there is an item", "there is no item"};
    case Fact::kItemsInProject:
      return {"every item is from the project",
              "an item is not from the project"};
    case Fact::kItemsReadable:
      return {"the actor can read every item",
              "the actor cannot read one of the items"};
    case Fact::kItemsPrivateAccess:
      return {"the actor has access to every private item",
              "the actor has no access to a private item"};
    case Fact::kEditDeleteEnabled:
      return {"editing and deleting is enabled",
              "editing and deleting is disabled"};
    case Fact::kActorIsAuthor:
      return {"the actor wrote the message", "somebody else wrote the message"};
    case Fact::kWithinEditWindow:
      return {"the message was sent within the edit window",
              "the message was sent outside the edit window"};
    case Fact::kActorIsOwner:
      return {"the view is the actor's own", "the view is another user's"};
    case Fact::kDirectSizeOk:
      return {"the direct message is within the limit of members",
              "the direct message is over the limit of members"};
    case Fact::kGroupSizeOk:
      return {"the group is within the limit of members",
              "the group is over the limit of members"};
    case Fact::kExportRangeGiven:
      return {"the dates to export are given",
              "the dates to export are not given"};
  }
  return {};
}

}  // namespace

absl::string_view FactInWords(Fact fact, bool value) {
  const Words words = WordsOf(fact);
  return value ? words.when_true : words.when_false;
}

std::vector<absl::string_view> FactsInWords(Facts facts) {
  std::vector<absl::string_view> words;
  for (Fact fact : AllFacts()) {
    const Truth value = facts.Get(fact);
    if (value != Truth::kUnknown) {
      words.push_back(FactInWords(fact, value == Truth::kTrue));
    }
  }
  return words;
}

}  // namespace authz

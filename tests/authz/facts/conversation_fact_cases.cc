// The facts about the conversation and the item that it is on.

#include "absl/strings/str_cat.h"
#include "tests/authz/facts/fact_cases.h"

namespace authz {
namespace {

constexpr Truth kF = Truth::kFalse;
constexpr Truth kU = Truth::kUnknown;
constexpr Truth kT = Truth::kTrue;

// A type, and the facts about direct messages, groups and items under it.
struct TypeFacts {
  std::string name;
  Truth direct;
  Truth group;
  Truth item;
};

void AddTypeCases(const TypeFacts& type, const std::string& request,
                  std::vector<FactCase>& cases) {
  const auto add = [&](Fact fact, Truth expected) {
    FactCase fact_case = {type.name, fact, expected, request};
    if (expected == kU) fact_case.missing = {"conversation.type"};
    cases.push_back(fact_case);
  };
  add(Fact::kConversationDirect, type.direct);
  add(Fact::kConversationGroup, type.group);
  add(Fact::kConversationItem, type.item);
}

}  // namespace

std::vector<FactCase> ConversationFactCases() {
  std::vector<FactCase> cases = {
      {"Yes", Fact::kActorIsMember, kT,
       "conversation { actor_is_member: true }"},
      {"No", Fact::kActorIsMember, kF,
       "conversation { actor_is_member: false }"},
      {"Absent",
       Fact::kActorIsMember,
       kU,
       "conversation { type: CONVERSATION_TYPE_GROUP }",
       {"conversation.actor_is_member"}},
      {"NoConversation",
       Fact::kActorIsMember,
       kU,
       "",
       {"conversation.actor_is_member"}},
  };

  const TypeFacts set_types[] = {{"DIRECT", kT, kF, kF},
                                 {"GROUP", kF, kT, kF},
                                 {"ITEM", kF, kF, kT},
                                 {"UNSPECIFIED", kU, kU, kU}};
  for (const TypeFacts& type : set_types) {
    AddTypeCases(
        type,
        absl::StrCat("conversation { type: CONVERSATION_TYPE_", type.name, "}"),
        cases);
  }

  // What an action implies where no type is set.
  const TypeFacts implied_types[] = {
      {"VIEW_MESSAGES", kU, kU, kU},
      {"START_DIRECT_MESSAGE", kT, kF, kF},
      {"SEND_DIRECT_MESSAGE", kT, kF, kF},
      {"SEND_GROUP_MESSAGE", kF, kT, kF},
      {"SEND_ITEM_MESSAGE", kF, kF, kT},
      {"MENTION_USER", kU, kU, kU},
      {"ADD_ITEMS_TO_MESSAGE", kU, kU, kU},
      {"EDIT_MESSAGE", kU, kU, kU},
      {"DELETE_MESSAGE", kU, kU, kU},
      {"CREATE_GROUP", kF, kT, kF},
      {"MANAGE_GROUP", kF, kT, kF},
      {"HIDE_CONVERSATION", kU, kU, kU},
      {"MANAGE_PUSH_NOTIFICATIONS", kU, kU, kU},
      {"EXPORT_CONVERSATIONS", kU, kU, kU},
      {"CONFIGURE_TOOL", kU, kU, kU},
  };
  for (const TypeFacts& type : implied_types) {
    const std::string action = absl::StrCat("action: ACTION_", type.name);
    AddTypeCases(type, action, cases);
    // A type that is set always stands.
    AddTypeCases(
        {absl::StrCat(type.name, "_InAGroup"), kF, kT, kF},
        absl::StrCat(action, " conversation { type: CONVERSATION_TYPE_GROUP }"),
        cases);
    AddTypeCases(
        {absl::StrCat(type.name, "_InADirectMessage"), kT, kF, kF},
        absl::StrCat(action,
                     " conversation { type: CONVERSATION_TYPE_DIRECT }"),
        cases);
  }
  return cases;
}

std::vector<FactCase> ConversationItemFactCases() {
  const std::string readable_missing =
      "conversation.item.actor_access.tool_permission_level";
  std::vector<FactCase> cases = {
      {"Yes", Fact::kItemPrivate, kT,
       "conversation { item { private: true } }"},
      {"No", Fact::kItemPrivate, kF,
       "conversation { item { private: false } }"},
      {"Absent",
       Fact::kItemPrivate,
       kU,
       "conversation { item { id: 'i1' } }",
       {"conversation.item.private"}},
      {"NoItem",
       Fact::kItemPrivate,
       kU,
       "conversation {}",
       {"conversation.item.private"}},
      {"NoItem",
       Fact::kItemReadable,
       kU,
       "conversation {}",
       {readable_missing}},
      {"ActorsLevelDoesNotCount",
       Fact::kItemReadable,
       kU,
       "actor { permission_level: PERMISSION_LEVEL_ADMIN "
       "item_access { tool_permission_level: PERMISSION_LEVEL_ADMIN } }",
       {readable_missing}},
      {"NoItem",
       Fact::kItemPrivateAccess,
       kU,
       "",
       {"conversation.item.actor_access.private_access"}},
  };

  // By level on the item's tool: the level, whether the item is readable, and
  // private access where `private_access` is true, false and absent.
  struct Row {
    std::string level;
    Truth readable;
    Truth given;
    Truth refused;
    Truth absent;
  };
  const Row rows[] = {{"UNSPECIFIED", kU, kT, kU, kU},
                      {"NONE", kF, kT, kF, kU},
                      {"READ_ONLY", kT, kT, kF, kU},
                      {"STANDARD", kT, kT, kF, kU},
                      {"ADMIN", kT, kT, kT, kT}};
  for (const Row& row : rows) {
    const auto access = [&](const std::string& rest) {
      return absl::StrCat(
          "conversation { item { actor_access { tool_permission_level: ",
          "PERMISSION_LEVEL_", row.level, rest, " } } }");
    };
    const auto add = [&](const std::string& name, Fact fact, Truth expected,
                         const std::string& rest, const std::string& missing) {
      FactCase fact_case = {row.level + name, fact, expected, access(rest)};
      if (expected == kU) fact_case.missing = {missing};
      cases.push_back(fact_case);
    };
    const std::string private_missing =
        "conversation.item.actor_access.private_access";
    add("", Fact::kItemReadable, row.readable, "", readable_missing);
    add("_Given", Fact::kItemPrivateAccess, row.given, " private_access: true",
        private_missing);
    add("_Refused", Fact::kItemPrivateAccess, row.refused,
        " private_access: false", readable_missing);
    add("_Absent", Fact::kItemPrivateAccess, row.absent, "", private_missing);
  }
  return cases;
}

}  // namespace authz

#include "authz/facts/fact.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

// As docs/policy.md lists them.
const std::vector<std::string>& DocumentedNames() {
  static const auto& names = *new std::vector<std::string>{
      "tool_enabled",
      "access_internal_only",
      "project_enabled",
      "scope_consistent",
      "actor_company_admin",
      "actor_in_directory",
      "actor_internal",
      "actor_can_read",
      "actor_is_admin",
      "conversation_direct",
      "conversation_group",
      "conversation_item",
      "actor_is_member",
      "item_readable",
      "item_private",
      "item_private_access",
      "direct_messages_enabled",
      "direct_messages_internal_only",
      "groups_by_company_admins",
      "groups_by_directory_admins",
      "groups_by_internal",
      "targets_given",
      "targets_in_directory",
      "targets_internal",
      "targets_item_readable",
      "targets_item_private_access",
      "items_given",
      "items_in_project",
      "items_readable",
      "items_private_access",
      "edit_delete_enabled",
      "actor_is_author",
      "within_edit_window",
      "actor_is_owner",
      "direct_size_ok",
      "group_size_ok",
      "export_range_given",
  };
  return names;
}

TEST(FactTest, HasExactlyTheDocumentedNames) {
  std::vector<std::string> names;
  for (Fact fact : AllFacts()) names.emplace_back(FactName(fact));
  EXPECT_THAT(names, UnorderedElementsAreArray(DocumentedNames()));
}

TEST(FactTest, NamesAreRead) {
  for (Fact fact : AllFacts()) {
    EXPECT_EQ(FactByName(FactName(fact)), fact) << FactName(fact);
  }
}

TEST(FactTest, OtherNamesAreNotRead) {
  for (const char* name : {"", "actor", "Actor_is_member", "actor_is_member ",
                           "kActorIsMember", "unknown"}) {
    EXPECT_EQ(FactByName(name), std::nullopt) << "`" << name << "`";
  }
}

TEST(FactTest, EveryFactHasABitOfItsOwn) {
  std::set<std::uint64_t> bits;
  for (Fact fact : AllFacts()) {
    const std::uint64_t bit = Bit(fact);
    EXPECT_NE(bit, 0u);
    EXPECT_EQ(bit & (bit - 1), 0u) << FactName(fact) << " has several bits";
    bits.insert(bit);
  }
  EXPECT_EQ(bits.size(), kFactCount);
}

TEST(FactTest, WhatIsGivenIsNeverFalse) {
  std::vector<std::string> names;
  for (Fact fact : AllFacts()) {
    if (IsNeverFalse(fact)) names.emplace_back(FactName(fact));
  }
  EXPECT_THAT(
      names, ElementsAre("targets_given", "items_given", "export_range_given"));
}

}  // namespace
}  // namespace authz

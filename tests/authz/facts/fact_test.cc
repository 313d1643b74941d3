#include "authz/facts/fact.h"

#include <optional>

#include "gtest/gtest.h"

namespace authz {
namespace {

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

}  // namespace
}  // namespace authz

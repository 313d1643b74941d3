#include "authz/policy_tests/possible_outcomes.h"

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"
#include "authz/policy/policy.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

// What is possible of the last requirement of the action's rule.
std::string LastOutcomes(const CompiledPolicy& policy, v1::Action action) {
  const PossibleOutcomes possible(policy, action);
  const std::size_t last = policy.RuleFor(action).clauses.size() - 1;
  std::vector<std::string> outcomes;
  if (possible.CanBeSatisfied(last)) outcomes.emplace_back("satisfied");
  if (possible.CanFail(last)) outcomes.emplace_back("failed");
  if (possible.CanDecide(last)) outcomes.emplace_back("deciding");
  if (possible.CanBeUnknown(last)) outcomes.emplace_back("unknown");
  return absl::StrJoin(outcomes, " ");
}

struct OutcomesCase {
  std::string name;
  // The rule of every action, in a policy that has no default settings.
  std::vector<absl::string_view> requirements;
  v1::Action action;
  // Of the last of them.
  std::string outcomes;
};

void PrintTo(const OutcomesCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PossibleOutcomesTest : public ::testing::TestWithParam<OutcomesCase> {};

TEST_P(PossibleOutcomesTest, OfTheLastRequirement) {
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf(GetParam().requirements));
  EXPECT_EQ(LastOutcomes(policy, GetParam().action), GetParam().outcomes);
}

constexpr char kAll[] = "satisfied failed deciding unknown";
constexpr char kNeverUnknown[] = "satisfied failed deciding";
constexpr char kNeverFailed[] = "satisfied unknown";

INSTANTIATE_TEST_SUITE_P(
    Clauses, PossibleOutcomesTest,
    ::testing::Values(
        OutcomesCase{"AFactThatCanBeAnything",
                     {"actor_internal"},
                     v1::ACTION_VIEW_MESSAGES,
                     kAll},
        OutcomesCase{"ASettingWithoutADefault",
                     {"access_internal_only -> actor_internal"},
                     v1::ACTION_VIEW_MESSAGES,
                     kAll},
        OutcomesCase{"WhatIsNeverFalse",
                     {"targets_given"},
                     v1::ACTION_VIEW_MESSAGES,
                     kNeverFailed},
        OutcomesCase{"WhatIsNeverUnknown",
                     {"scope_consistent"},
                     v1::ACTION_VIEW_MESSAGES,
                     kNeverUnknown},
        OutcomesCase{"EveryTargetWhichIsKnownOfNone",
                     {"targets_in_directory"},
                     v1::ACTION_VIEW_MESSAGES,
                     kAll},
        // An action that implies a type of conversation.
        OutcomesCase{"TypeOfConversationLeftOpen",
                     {"conversation_direct"},
                     v1::ACTION_VIEW_MESSAGES,
                     kAll},
        OutcomesCase{"TypeOfConversationImplied",
                     {"conversation_direct"},
                     v1::ACTION_START_DIRECT_MESSAGE,
                     kNeverUnknown},
        OutcomesCase{"AnotherTypeThanTheImpliedOne",
                     {"conversation_group -> actor_is_member"},
                     v1::ACTION_START_DIRECT_MESSAGE,
                     kAll},
        // What is consistent.
        OutcomesCase{"OfTwoTypesAtOnce",
                     {"conversation_direct & conversation_group -> "
                      "actor_internal"},
                     v1::ACTION_VIEW_MESSAGES,
                     kNeverFailed},
        OutcomesCase{"OfTwoTypesAtOnceWhereOneIsImplied",
                     {"conversation_direct & conversation_group -> "
                      "actor_internal"},
                     v1::ACTION_START_DIRECT_MESSAGE,
                     "satisfied"},
        OutcomesCase{"WhatFollows",
                     {"actor_is_admin -> actor_can_read"},
                     v1::ACTION_VIEW_MESSAGES,
                     kNeverFailed},
        // Without targets "every target" is true; with one there is a target.
        OutcomesCase{"TargetsGivenOrAllOfThem",
                     {"targets_given | targets_in_directory"},
                     v1::ACTION_VIEW_MESSAGES,
                     "satisfied"},
        // A requirement behind others.
        OutcomesCase{"ImpliedByAnEarlierOne",
                     {"actor_internal", "actor_internal | actor_is_owner"},
                     v1::ACTION_VIEW_MESSAGES,
                     "satisfied failed unknown"},
        OutcomesCase{"ImpliedByTwoEarlierOnes",
                     {"actor_internal -> actor_is_owner",
                      "actor_internal | actor_is_owner", "actor_is_owner"},
                     v1::ACTION_VIEW_MESSAGES,
                     "satisfied failed unknown"},
        OutcomesCase{"NarrowerThanAnEarlierOne",
                     {"actor_internal | actor_is_owner", "actor_is_owner"},
                     v1::ACTION_VIEW_MESSAGES,
                     kAll}),
    [](const auto& test) { return test.param.name; });

TEST(PossibleOutcomesTest, ADefaultIsNeverUnknown) {
  const std::uint64_t unknown =
      PossibleOutcomes(EmbeddedPolicy(), v1::ACTION_CREATE_GROUP)
          .CanBeUnknown();
  EXPECT_EQ(unknown & Bit(Fact::kGroupsByInternal), 0u);
  EXPECT_EQ(unknown & Bit(Fact::kItemConversationsEnabled), 0u);
  EXPECT_NE(unknown & Bit(Fact::kToolEnabled), 0u);
  EXPECT_NE(unknown & Bit(Fact::kProjectEnabled), 0u);
  EXPECT_NE(unknown & Bit(Fact::kDirectMessagesEnabled), 0u);
  EXPECT_NE(unknown & Bit(Fact::kEditDeleteEnabled), 0u);
}

TEST(PossibleOutcomesTest, OnlyWhatIsGivenIsNeverFalse) {
  for (const Fact fact : AllFacts()) {
    EXPECT_TRUE(CanBe(fact, true)) << FactName(fact);
    EXPECT_NE(CanBe(fact, false), IsNeverFalse(fact)) << FactName(fact);
  }
}

}  // namespace
}  // namespace authz

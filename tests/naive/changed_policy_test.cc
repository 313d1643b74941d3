// The comparisons with the naive evaluator can fail: of a changed policy they
// find a difference.

#include "tests/naive/changed_policy.h"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "authz/text/enum_names.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/naive/assignments.h"
#include "tests/naive/compare_decisions.h"
#include "tests/naive/compare_verdicts.h"
#include "tests/naive/comparison.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {
namespace {

bool VerdictsDiffer(const CompiledPolicy& policy, v1::Action action) {
  Random random(1);
  return CompareAll(policy, action, Logic::kTwoValued).differing > 0 ||
         CompareSome(policy, action, 20'000, random).differing > 0;
}

bool DecisionsDiffer(const CompiledPolicy& policy) {
  Random random(1);
  return CompareRandomRequests(policy, 100'000, random).differing > 0;
}

class RuleChangeTest : public testing::TestWithParam<v1::Action> {
 protected:
  // Whether the comparison sees a change to one requirement of the rule.
  bool Finds(const std::string& requirement,
             const std::function<void(policy_v1::Requirement&)>& change) {
    policy_v1::Policy policy = PolicyToChange();
    change(RequirementIn(policy, requirement));
    return VerdictsDiffer(Compiled(policy), GetParam());
  }
};

TEST_P(RuleChangeTest, FindsADroppedRequirement) {
  for (const Requirement& requirement : RuleOf(GetParam())) {
    policy_v1::Policy policy = PolicyToChange();
    Drop(requirement.name, GetParam(), policy);
    EXPECT_TRUE(VerdictsDiffer(Compiled(policy), GetParam()))
        << requirement.name;
  }
}

// A fact to stand in the place of all those of `requirement`, which can fail
// with it exactly where it can without.
std::string AnotherFact(const Requirement& requirement) {
  if (requirement.reason == v1::REASON_UNSPECIFIED) {
    return requirement.name == "items_given" ? "targets_given" : "items_given";
  }
  return requirement.name == "author" ? "actor_is_owner" : "actor_is_author";
}

TEST_P(RuleChangeTest, FindsAnotherFactInAnyOf) {
  for (const Requirement& requirement : RuleOf(GetParam())) {
    for (std::size_t i = 0; i < requirement.any_of.size(); ++i) {
      EXPECT_TRUE(Finds(requirement.name,
                        [&](auto& changed) {
                          changed.set_any_of(static_cast<int>(i),
                                             AnotherFact(requirement));
                        }))
          << requirement.name << " " << requirement.any_of[i];
    }
  }
}

TEST_P(RuleChangeTest, FindsADroppedFact) {
  for (const Requirement& requirement : RuleOf(GetParam())) {
    for (std::size_t i = 0; i < requirement.when.size(); ++i) {
      EXPECT_TRUE(Finds(requirement.name,
                        [&](auto& changed) {
                          changed.mutable_when()->erase(changed.when().begin() +
                                                        i);
                        }))
          << requirement.name << " " << requirement.when[i];
    }
    if (requirement.any_of.size() == 1) continue;
    for (std::size_t i = 0; i < requirement.any_of.size(); ++i) {
      EXPECT_TRUE(Finds(requirement.name,
                        [&](auto& changed) {
                          changed.mutable_any_of()->erase(
                              changed.any_of().begin() + i);
                        }))
          << requirement.name << " " << requirement.any_of[i];
    }
  }
}

TEST_P(RuleChangeTest, FindsAnotherReason) {
  for (const Requirement& requirement : RuleOf(GetParam())) {
    if (requirement.reason == v1::REASON_UNSPECIFIED) continue;
    EXPECT_TRUE(Finds(requirement.name, [&](auto& changed) {
      const bool own = requirement.reason == v1::REASON_NOT_OWN_VIEW;
      changed.set_reason(own ? v1::REASON_SCOPE_MISMATCH
                             : v1::REASON_NOT_OWN_VIEW);
    })) << requirement.name;
  }
}

TEST_P(RuleChangeTest, FindsTheFirstTwoSwapped) {
  policy_v1::Policy policy = PolicyToChange();
  RuleIn(policy, GetParam()).mutable_require()->SwapElements(0, 1);
  EXPECT_TRUE(VerdictsDiffer(Compiled(policy), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, RuleChangeTest, testing::ValuesIn(Actions()),
                         [](const testing::TestParamInfo<v1::Action>& info) {
                           return std::string(ShortName(info.param));
                         });

struct ChangeCase {
  std::string name;
  // Laid over the policy, in text format.
  std::string change;
};

void PrintTo(const ChangeCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PolicyChangeTest : public testing::TestWithParam<ChangeCase> {};

TEST_P(PolicyChangeTest, IsFound) {
  policy_v1::Policy policy = PolicyToChange();
  MergeText(GetParam().change, policy);
  EXPECT_TRUE(DecisionsDiffer(Compiled(policy)));
}

INSTANTIATE_TEST_SUITE_P(
    All, PolicyChangeTest,
    testing::ValuesIn(std::vector<ChangeCase>{
        {"EditWindowLonger", "limits { edit_window { nanos: 1 } }"},
        {"EditWindowShorter",
         "limits { edit_window { seconds: 299 nanos: 999999999 } }"},
        {"ClockSkewLonger", "limits { max_clock_skew { nanos: 1 } }"},
        {"ClockSkewShorter",
         "limits { max_clock_skew { seconds: 29 nanos: 999999999 } }"},
        {"DirectMessagesLarger",
         "limits { max_direct_message_recipients: 101 }"},
        {"DirectMessagesSmaller",
         "limits { max_direct_message_recipients: 99 }"},
        {"GroupsLarger", "limits { max_group_members: 2001 }"},
        {"GroupsSmaller", "limits { max_group_members: 1999 }"},
        {"DefaultAccess",
         "default_settings { access: ACCESS_INTERNAL_EMPLOYEES }"},
        {"DefaultProject", "default_settings { project_enabled: false }"},
        {"DefaultDirectMessages",
         "default_settings { direct_messages: DIRECT_MESSAGES_ANY_USER }"},
        {"DefaultGroups",
         "default_settings { group_management: GROUP_MANAGEMENT_EVERYONE }"},
        {"DefaultEditing", "default_settings { edit_delete_enabled: true }"},
    }),
    [](const testing::TestParamInfo<ChangeCase>& info) {
      return info.param.name;
    });

// A policy that says the same in another way does not differ.
TEST(UnchangedPolicyTest, DoesNotDiffer) {
  const CompiledPolicy policy = Compiled(PolicyToChange());
  EXPECT_FALSE(DecisionsDiffer(policy));
  EXPECT_FALSE(VerdictsDiffer(policy, v1::ACTION_EDIT_MESSAGE));
}

}  // namespace
}  // namespace authz::naive

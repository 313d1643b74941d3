// What holds of every policy, shown on the embedded one and on changes to it.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "authz/decide/decide.h"
#include "authz/decide/engine.h"
#include "authz/facts/truth.h"
#include "authz/policy/policy.h"
#include "authz/text/enum_names.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/naive/assignments.h"
#include "tests/naive/changed_policy.h"
#include "tests/naive/compare_decisions.h"
#include "tests/naive/compare_verdicts.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"
#include "tests/naive/request_generator.h"
#include "tests/naive/verdict.h"

namespace authz::naive {
namespace {

constexpr std::uint64_t kSeed = 7;

Truth Allows(const CompiledPolicy& policy, v1::Action action,
             const Assignment& assignment) {
  return Evaluate(policy.RuleFor(action), ToFacts(assignment)).allowed;
}

std::vector<std::string> FactsReadByEither(v1::Action action,
                                           const Requirement& requirement) {
  std::vector<std::string> facts = FactsReadBy(action);
  for (const auto* names : {&requirement.when, &requirement.any_of}) {
    for (const std::string& name : *names) {
      if (std::find(facts.begin(), facts.end(), name) == facts.end()) {
        facts.push_back(name);
      }
    }
  }
  return facts;
}

bool Has(const Rule& rule, const std::string& requirement) {
  return std::any_of(
      rule.requirements.begin(), rule.requirements.end(),
      [&](const auto* each) { return each->name == requirement; });
}

// Every rule has the first; where a rule has not the others, it asks for a
// Company Admin, which is more.
bool FollowsFromEveryRule(const std::string& requirement) {
  return requirement == "scope" || requirement == "directory" ||
         requirement == "level";
}

// The embedded policy with the requirement in front of every rule without it.
CompiledPolicy WithAdded(const std::string& requirement) {
  policy_v1::Policy policy = PolicyToChange();
  for (const v1::Action action : Actions()) {
    if (Has(EmbeddedPolicy().RuleFor(action), requirement)) continue;
    auto& names = *RuleIn(policy, action).mutable_require();
    *names.Add() = requirement;
    std::rotate(names.begin(), names.end() - 1, names.end());
  }
  return Compiled(policy);
}

TEST(PropertyTest, AnAddedRequirementNeverTurnsADenyIntoAnAllow) {
  constexpr int kAssignments = 1000;
  Random random(kSeed);
  for (const Requirement& requirement : Requirements()) {
    const CompiledPolicy added = WithAdded(requirement.name);
    int closed = 0;
    for (const v1::Action action : Actions()) {
      const std::vector<std::string> facts =
          FactsReadByEither(action, requirement);
      for (int i = 0; i < kAssignments; ++i) {
        const Assignment assignment = RandomAssignment(facts, random);
        const Truth before = Allows(EmbeddedPolicy(), action, assignment);
        const Truth after = Allows(added, action, assignment);
        if (after == Truth::kTrue) {
          ASSERT_EQ(before, Truth::kTrue)
              << requirement.name << " opens " << ShortName(action);
        } else if (before == Truth::kTrue) {
          ++closed;
        }
      }
    }
    EXPECT_EQ(closed > 0, !FollowsFromEveryRule(requirement.name))
        << requirement.name;
  }
}

TEST(PropertyTest, TheReasonIsThatOfTheFirstFailedRequirement) {
  constexpr int kRequests = 50'000;
  Random random(kSeed);
  int denied = 0;
  for (int i = 0; i < kRequests; ++i) {
    v1::CheckRequest request = RandomRequest(random);
    request.set_explain(true);
    v1::CheckResponse response;
    if (Check(EmbeddedPolicy(), GeneratedLimits(), request,
              absl::FromUnixSeconds(1'700'000'000), response)
            .malformed.has_value()) {
      continue;
    }
    v1::Reason reason = v1::REASON_ALLOWED;
    for (const auto& result : response.explanation().requirements()) {
      if (result.outcome() == v1::OUTCOME_UNKNOWN) {
        reason = v1::REASON_MISSING_FACTS;
      }
      if (result.outcome() == v1::OUTCOME_FAILED) {
        reason = result.reason();
        ++denied;
        break;
      }
    }
    ASSERT_EQ(response.reason(), reason) << request.DebugString();
    ASSERT_EQ(response.allowed(), reason == v1::REASON_ALLOWED);
  }
  EXPECT_GT(denied, kRequests / 10);
}

class DecisiveTest : public testing::TestWithParam<v1::Action> {};

// Consistent facts of which the requirement alone does not allow the action;
// false where there are none.
bool FindDecided(v1::Action action, const std::string& requirement,
                 Assignment& decided) {
  bool found = false;
  ForEachAssignment(FactsReadBy(action), Logic::kTwoValued,
                    [&](const Assignment& assignment) {
                      for (const Requirement& each : RuleOf(action)) {
                        const bool satisfied =
                            Satisfied(each, assignment) == true;
                        if (satisfied == (each.name == requirement)) {
                          return true;
                        }
                      }
                      decided = assignment;
                      found = true;
                      return false;
                    });
  return found;
}

TEST_P(DecisiveTest, EveryRequirementDecidesSomething) {
  for (const Requirement& requirement : RuleOf(GetParam())) {
    Assignment decided;
    ASSERT_TRUE(FindDecided(GetParam(), requirement.name, decided))
        << requirement.name;
    // One that cannot fail decides between an allow and MISSING_FACTS.
    const bool can_fail = requirement.reason != v1::REASON_UNSPECIFIED;
    EXPECT_EQ(Allows(EmbeddedPolicy(), GetParam(), decided),
              can_fail ? Truth::kFalse : Truth::kUnknown)
        << requirement.name;
    policy_v1::Policy without = PolicyToChange();
    Drop(requirement.name, GetParam(), without);
    EXPECT_EQ(Allows(Compiled(without), GetParam(), decided), Truth::kTrue)
        << requirement.name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, DecisiveTest, testing::ValuesIn(Actions()),
                         [](const testing::TestParamInfo<v1::Action>& info) {
                           return std::string(ShortName(info.param));
                         });

}  // namespace
}  // namespace authz::naive

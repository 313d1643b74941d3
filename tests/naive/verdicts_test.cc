// The engine and the naive evaluator make the same of all facts.

#include <cstdint>
#include <iostream>
#include <string>

#include "authz/text/enum_names.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/naive/assignments.h"
#include "tests/naive/compare_verdicts.h"
#include "tests/naive/comparison.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {
namespace {

// Of a rule with up to so many three-valued assignments all are compared, of
// others random ones.
constexpr std::uint64_t kMaxThreeValued = 5'000'000;
constexpr std::uint64_t kRandom = 200'000;
constexpr std::uint64_t kSeed = 5;

class VerdictsTest : public testing::TestWithParam<v1::Action> {};

TEST_P(VerdictsTest, AgreeOnAllTwoValuedFacts) {
  const Comparison comparison =
      CompareAll(EmbeddedPolicy(), GetParam(), Logic::kTwoValued);
  std::cout << ShortName(GetParam()) << ": all two-valued: " << comparison;
  EXPECT_EQ(comparison.differing, 0);
}

TEST_P(VerdictsTest, AgreeOnThreeValuedFacts) {
  const bool all = CountAssignments(FactsReadBy(GetParam()),
                                    Logic::kThreeValued) <= kMaxThreeValued;
  Random random(kSeed);
  const Comparison comparison =
      all ? CompareAll(EmbeddedPolicy(), GetParam(), Logic::kThreeValued)
          : CompareSome(EmbeddedPolicy(), GetParam(), kRandom, random);
  std::cout << ShortName(GetParam()) << ": "
            << (all ? "all" : "random (seed " + std::to_string(kSeed) + ")")
            << " three-valued: " << comparison;
  EXPECT_EQ(comparison.differing, 0);
  EXPECT_THAT(NeverSeen(comparison, GetParam()), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, VerdictsTest, testing::ValuesIn(Actions()),
                         [](const testing::TestParamInfo<v1::Action>& info) {
                           return std::string(ShortName(info.param));
                         });

// What tables of facts do not show: every action, and the same settings.
TEST(PageTest, HasEveryActionAndSetting) {
  EXPECT_EQ(Actions().size(), kActionCount - 1);
  EXPECT_EQ(EmbeddedPolicy().parameters.default_settings.ShortDebugString(),
            DefaultSettings().ShortDebugString());
}

}  // namespace
}  // namespace authz::naive

// The engine and the naive evaluator decide all random requests alike.

#include <cstdint>
#include <iostream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/naive/compare_decisions.h"
#include "tests/naive/comparison.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"

namespace authz::naive {
namespace {

// Every seed stands for a part of the requests, and sees all there is to see.
constexpr int kParts = 4;
constexpr int kRequestsInPart = 250'000;

class DecisionsTest : public testing::TestWithParam<int> {};

TEST_P(DecisionsTest, AgreeOnRandomRequests) {
  Random random(GetParam());
  const Comparison comparison =
      CompareRandomRequests(EmbeddedPolicy(), kRequestsInPart, random);
  std::cout << "seed " << GetParam() << ": " << comparison
            << CountsByReason(comparison);
  EXPECT_EQ(comparison.differing, 0);
  EXPECT_GT(comparison.malformed, 0);
  for (const v1::Action action : Actions()) {
    EXPECT_THAT(NeverSeen(comparison, action), testing::IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(Seed, DecisionsTest, testing::Range(1, kParts + 1));

}  // namespace
}  // namespace authz::naive

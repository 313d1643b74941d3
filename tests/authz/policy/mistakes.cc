#include "tests/authz/policy/mistakes.h"

#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace authz {

TEST_P(MistakeTest, IsReported) {
  EXPECT_EQ(
      IssuesIn(Replaced(SmallPolicyText(), GetParam().from, GetParam().to)),
      GetParam().issues);
}

}  // namespace authz

// The embedded policy has no mistakes and says why it asks for what. What it
// decides, tests/naive compares with a second evaluator.

#include "authz/policies/embedded_policy.h"

#include "authz/policy/compiler.h"
#include "authz/text/issue.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

TEST(EmbeddedPolicyTest, HasNoMistakes) {
  const CompileResult result = CompilePolicy(EmbeddedPolicyText());
  EXPECT_EQ(FormatIssues("conversations.txtpb", result.issues), "");
  EXPECT_TRUE(result.policy.has_value());
}

TEST(EmbeddedPolicyTest, EveryRequirementSaysWhatItAsksForAndWhy) {
  for (const Requirement& requirement : EmbeddedPolicy().requirements) {
    SCOPED_TRACE(requirement.name);
    EXPECT_GE(requirement.description.size(), 10u);
    EXPECT_EQ(requirement.description.back(), '.');
    EXPECT_FALSE(requirement.source.empty());
  }
}

}  // namespace
}  // namespace authz

#include "authz/decide/engine.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

TEST(DescribePolicyTest, SaysThePolicyAndTheLimits) {
  CompiledPolicy policy;
  policy.name = "mine";
  policy.version = "mine@0123456789ab";
  policy.parameters = {absl::Milliseconds(1500), absl::Nanoseconds(7), 5, 6};
  RequestLimits limits;
  limits.max_targets = 3;
  limits.max_batch = 4;
  limits.refuse_unknown_fields = false;
  EXPECT_EQ(TextOf(DescribePolicy(policy, limits)),
            Normalized<v1::GetServerInfoResponse>(R"(
              policy_name: 'mine'
              policy_version: 'mine@0123456789ab'
              limits {
                max_batch: 4
                max_targets: 3
                edit_window { seconds: 1 nanos: 500000000 }
                max_clock_skew { nanos: 7 }
                max_direct_message_recipients: 5
                max_group_members: 6
              }
              refuses_unknown_fields: false)"));
}

TEST(DescribePolicyTest, OfTheEmbeddedPolicy) {
  EXPECT_EQ(TextOf(DescribePolicy(EmbeddedPolicy(), RequestLimits())),
            Normalized<v1::GetServerInfoResponse>(
                "policy_name: 'conversations' policy_version: '" +
                EmbeddedPolicy().version + R"('
                limits {
                  max_batch: 10000
                  max_targets: 10000
                  edit_window { seconds: 300 }
                  max_clock_skew { seconds: 30 }
                  max_direct_message_recipients: 100
                  max_group_members: 2000
                }
                refuses_unknown_fields: true)"));
}

}  // namespace
}  // namespace authz

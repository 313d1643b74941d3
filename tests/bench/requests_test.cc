// The benchmarks measure what they say.

#include "bench/requests.h"

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace bench {
namespace {

v1::CheckResponse Decide(const v1::CheckRequest& check) {
  v1::CheckResponse response;
  EXPECT_FALSE(authz::Check(authz::EmbeddedPolicy(), authz::RequestLimits(),
                            check, absl::UnixEpoch(), response)
                   .malformed.has_value());
  return response;
}

v1::BatchCheckResponse Decide(const v1::BatchCheckRequest& batch) {
  v1::BatchCheckResponse response;
  EXPECT_EQ(authz::BatchCheck(
                authz::EmbeddedPolicy(), authz::RequestLimits(), batch,
                absl::UnixEpoch(), [] { return true; }, response),
            absl::OkStatus());
  return response;
}

TEST(RequestsTest, TheMessagesMayBeSeen) {
  EXPECT_TRUE(Decide(ViewCheck()).allowed());
}

TEST(RequestsTest, EveryThirdMessageMayBeEdited) {
  const v1::BatchCheckResponse response = Decide(EditBatch(9));
  ASSERT_EQ(response.results_size(), 9);
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(response.results(i).response().reason(),
              i % 3 == 0 ? v1::REASON_ALLOWED : v1::REASON_NOT_MESSAGE_AUTHOR)
        << i;
  }
}

TEST(RequestsTest, EveryThirdUserMayNotBeMentioned) {
  const v1::BatchCheckResponse response = Decide(MentionBatch(9));
  ASSERT_EQ(response.results_size(), 9);
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(
        response.results(i).response().reason(),
        i % 3 == 0 ? v1::REASON_TARGET_CANNOT_ACCESS_ITEM : v1::REASON_ALLOWED)
        << i;
  }
}

TEST(RequestsTest, ManyUsersAreMentionedAtOnce) {
  const v1::CheckResponse response = Decide(MentionCheck(9));
  EXPECT_EQ(response.reason(), v1::REASON_TARGET_CANNOT_ACCESS_ITEM);
  EXPECT_EQ(response.offending_ids_size(), 3);
}

}  // namespace
}  // namespace bench

#include "server/rpc/batch_writer.h"

#include <string>

#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "bench/requests.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "server/rpc/codec.h"
#include "tests/authz/policies.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

std::string Written(const v1::BatchCheckResponse& response) {
  BatchWriter writer(response.results_size());
  for (const v1::BatchCheckResult& result : response.results()) {
    // Caches the sizes.
    EXPECT_GE(result.ByteSizeLong(), 0);
    writer.Add(result);
  }
  v1::BatchCheckResponse parsed;
  EXPECT_TRUE(Decode(writer.Finish(response.policy_version()), parsed).ok());
  return parsed.SerializeAsString();
}

// Of checks of which some are allowed, some denied and some malformed.
v1::BatchCheckResponse ResponseOf(int checks) {
  v1::BatchCheckRequest batch = bench::MentionBatch(checks);
  for (int i = 0; i < checks; i += 5)
    batch.mutable_checks(i)->set_explain(true);
  for (int i = 1; i < checks; i += 7) {
    batch.mutable_checks(i)->mutable_at()->set_nanos(-1);
  }
  v1::BatchCheckResponse response;
  EXPECT_TRUE(authz::BatchCheck(
                  authz::EmbeddedPolicy(), authz::RequestLimits(), batch,
                  absl::UnixEpoch(), [] { return true; }, response)
                  .ok());
  EXPECT_EQ(response.results_size(), checks);
  return response;
}

TEST(BatchWriterTest, WritesTheBytesOfTheWholeResponse) {
  for (const int checks : {0, 1, 2, 100, 10'000}) {
    const v1::BatchCheckResponse response = ResponseOf(checks);
    EXPECT_EQ(Written(response), response.SerializeAsString()) << checks;
  }
}

TEST(BatchWriterTest, DropsAResponseThatWasNotFinished) {
  const v1::BatchCheckResponse given_up = ResponseOf(10);
  {
    BatchWriter writer(given_up.results_size());
    for (const v1::BatchCheckResult& result : given_up.results()) {
      EXPECT_GE(result.ByteSizeLong(), 0);
      writer.Add(result);
    }
  }
  const v1::BatchCheckResponse response = ResponseOf(3);
  EXPECT_EQ(Written(response), response.SerializeAsString());
}

}  // namespace
}  // namespace server

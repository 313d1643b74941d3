// What good calls to the real server get over the wire.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "authz/facts/time.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/served_test.h"
#include "tests/server/support/wire_client.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

class CallsTest : public ServedTest {
 protected:
  CallsTest()
      : ServedTest({"--max_batch=7", "--max_targets=5",
                    "--max_request_bytes=100000"}) {}
};

TEST_F(CallsTest, BatchHasOnePolicyVersion) {
  v1::BatchCheckRequest batch;
  for (int i = 0; i < 3; ++i) *batch.add_checks() = SomeRequest();
  v1::BatchCheckResponse response;
  const grpc::Status status = BatchCheck(batch, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::CheckResponse single;
  ASSERT_TRUE(Check(SomeRequest(), single).ok());
  EXPECT_NE(single.policy_version(), "");
  EXPECT_EQ(response.policy_version(), single.policy_version());
  ASSERT_EQ(response.results_size(), 3);
  for (const v1::BatchCheckResult& result : response.results()) {
    EXPECT_EQ(result.response().policy_version(), "");
  }
}

TEST_F(CallsTest, ServerInfoSaysWhatIsInForce) {
  const auto stub = v1::AuthorizationService::NewStub(Channel());
  v1::GetServerInfoResponse info;
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->GetServerInfo(context, v1::GetServerInfoRequest(), &info);
  });
  ASSERT_TRUE(status.ok()) << status.error_message();
  const absl::StatusOr<authz::CompiledPolicy> policy = base::LoadPolicy("");
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(info.server_version(), base::Version());
  EXPECT_EQ(info.policy_name(), "conversations");
  EXPECT_EQ(info.policy_version(), policy->version);
  const v1::Limits& limits = info.limits();
  EXPECT_EQ(limits.max_batch(), 7U);
  EXPECT_EQ(limits.max_targets(), 5U);
  EXPECT_EQ(limits.max_request_bytes(), 100'000U);
  EXPECT_EQ(limits.edit_window().seconds(), 300);
  EXPECT_EQ(limits.edit_window().nanos(), 0);
  EXPECT_EQ(limits.max_clock_skew().seconds(), 30);
  EXPECT_EQ(limits.max_clock_skew().nanos(), 0);
  EXPECT_EQ(limits.max_direct_message_recipients(), 100U);
  EXPECT_EQ(limits.max_group_members(), 2000U);
}

struct ClockCase {
  std::string name;
  // How long ago the message was sent.
  absl::Duration age;
  v1::Reason reason;
};

void PrintTo(const ClockCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ClockTest : public CallsTest,
                  public testing::WithParamInterface<ClockCase> {
 protected:
  // The edit of a message of that age, which says nothing of its own time.
  static v1::CheckRequest Edit() {
    v1::CheckRequest request;
    v1::User& actor = *request.mutable_actor();
    actor.set_id("a");
    actor.set_in_project_directory(true);
    actor.set_permission_level(v1::PERMISSION_LEVEL_STANDARD);
    request.set_action(v1::ACTION_EDIT_MESSAGE);
    v1::Settings& settings = *request.mutable_settings();
    settings.set_access(v1::ACCESS_ANY_USER);
    settings.set_project_enabled(true);
    settings.set_edit_delete_enabled(true);
    request.mutable_conversation()->set_type(v1::CONVERSATION_TYPE_GROUP);
    request.mutable_conversation()->set_actor_is_member(true);
    request.mutable_message()->set_author_id("a");
    authz::SetTimestamp(absl::Now() - GetParam().age,
                        *request.mutable_message()->mutable_sent_at());
    return request;
  }
};

TEST_P(ClockTest, OfTheServerStandsWhereTheRequestHasNoTime) {
  v1::CheckResponse response;
  const grpc::Status status = Check(Edit(), response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.reason(), GetParam().reason);
  EXPECT_EQ(response.allowed(), GetParam().reason == v1::REASON_ALLOWED);
}

TEST_P(ClockTest, OfTheServerStandsInABatchToo) {
  v1::BatchCheckRequest batch;
  *batch.add_checks() = Edit();
  v1::BatchCheckResponse response;
  const grpc::Status status = BatchCheck(batch, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.results(0).response().reason(), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    All, ClockTest,
    testing::ValuesIn(std::vector<ClockCase>{
        {"SentNow", absl::ZeroDuration(), v1::REASON_ALLOWED},
        {"SentThreeMinutesAgo", absl::Minutes(3), v1::REASON_ALLOWED},
        {"SentSixMinutesAgo", absl::Minutes(6), v1::REASON_EDIT_WINDOW_EXPIRED},
    }),
    [](const testing::TestParamInfo<ClockCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server

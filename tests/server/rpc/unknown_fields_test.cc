// What the real server does with fields that it does not know, by
// --unknown_fields.

#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "tests/server/support/served_test.h"
#include "tests/server/support/wire_client.h"

namespace server {
namespace {

using grpc::StatusCode;

// An allowed check that says more than the server knows.
v1::CheckRequest NewerRequest() {
  v1::CheckRequest request = SomeRequest();
  request.mutable_actor()->set_company_admin(true);
  v1::User& actor = *request.mutable_actor();
  actor.GetReflection()->MutableUnknownFields(&actor)->AddVarint(9999, 1);
  return request;
}

class UnknownFieldsTest : public ServedTest {
 protected:
  explicit UnknownFieldsTest(std::vector<std::string> flags)
      : ServedTest(std::move(flags)) {}

  // What GetServerInfo says.
  bool SaysThatItRefuses() const {
    const auto stub = v1::AuthorizationService::NewStub(Channel());
    v1::GetServerInfoResponse info;
    const grpc::Status status = Call([&](grpc::ClientContext* context) {
      return stub->GetServerInfo(context, {}, &info);
    });
    EXPECT_TRUE(status.ok()) << status.error_message();
    return info.refuses_unknown_fields();
  }
};

class ByDefaultTest : public UnknownFieldsTest {
 protected:
  ByDefaultTest() : UnknownFieldsTest({}) {}
};

TEST_F(ByDefaultTest, TheCheckIsRefused) {
  v1::CheckResponse response;
  const grpc::Status status = Check(NewerRequest(), response);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "actor.9999: is no field of User as this version knows it");
  EXPECT_TRUE(SaysThatItRefuses());
}

TEST_F(ByDefaultTest, InABatchTheCheckAloneIsRefused) {
  v1::BatchCheckRequest batch;
  *batch.add_checks() = SomeRequest();
  *batch.add_checks() = NewerRequest();
  v1::BatchCheckResponse response;
  ASSERT_TRUE(BatchCheck(batch, response).ok());
  EXPECT_EQ(response.results(0).response().reason(), v1::REASON_MISSING_FACTS);
  EXPECT_EQ(response.results(1).error().code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(response.results(1).error().field(), "actor.9999");
}

TEST_F(ByDefaultTest, InWhatIsSharedTheBatchIsRefused) {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = NewerRequest();
  batch.add_checks();
  v1::BatchCheckResponse response;
  const grpc::Status status = BatchCheck(batch, response);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "shared.actor.9999: is no field of User as this version knows it");
}

class IgnoreTest : public UnknownFieldsTest {
 protected:
  IgnoreTest() : UnknownFieldsTest({"--unknown_fields=ignore"}) {}
};

TEST_F(IgnoreTest, TheCheckIsDecidedByWhatIsKnown) {
  v1::CheckResponse response;
  ASSERT_TRUE(Check(NewerRequest(), response).ok());
  EXPECT_EQ(response.reason(), v1::REASON_ALLOWED);
  EXPECT_FALSE(SaysThatItRefuses());
}

}  // namespace
}  // namespace server

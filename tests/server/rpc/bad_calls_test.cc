// Calls to the real server that are wrong or too large.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/support/served_test.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using grpc::StatusCode;
using testing::HasSubstr;

constexpr int kMaxBatch = 7;
constexpr int kMaxTargets = 5;
constexpr std::size_t kMaxRequestBytes = 100'000;

// A check of that many bytes on the wire.
v1::CheckRequest RequestOfSize(std::size_t bytes) {
  v1::CheckRequest request = SomeRequest();
  request.set_id(std::string(bytes, 'x'));
  request.mutable_id()->resize(bytes - (request.ByteSizeLong() - bytes));
  EXPECT_EQ(request.ByteSizeLong(), bytes);
  return request;
}

class BadCallsTest : public ServedTest {
 protected:
  BadCallsTest()
      : ServedTest({absl::StrCat("--max_batch=", kMaxBatch),
                    absl::StrCat("--max_targets=", kMaxTargets),
                    absl::StrCat("--max_request_bytes=", kMaxRequestBytes)}) {}
};

struct BadCallCase {
  std::string name;
  std::string method;
  std::string bytes;
  StatusCode code;
  std::string message;
};

void PrintTo(const BadCallCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadCallCaseTest : public BadCallsTest,
                        public testing::WithParamInterface<BadCallCase> {};

TEST_P(BadCallCaseTest, GetsItsErrorAndTheNextOneAnAnswer) {
  const auto channel = Channel();
  const grpc::Status status =
      CallRaw(channel, GetParam().method, ToBuffer(GetParam().bytes));
  EXPECT_EQ(status.error_code(), GetParam().code);
  EXPECT_EQ(status.error_message(), GetParam().message);
  EXPECT_TRUE(CallRaw(channel, kCheckMethod, ToBuffer(SomeRequest())).ok());
}

std::string Malformed(const std::string& type) {
  return absl::StrCat("request: is not a ", type,
                      ", its bytes are malformed or nested too deep");
}

std::vector<BadCallCase> BadBytesCases() {
  struct Method {
    std::string name;
    std::string path;
    std::string type;
  };
  std::vector<BadCallCase> cases;
  for (const Method& method : std::vector<Method>{
           {"Check", kCheckMethod, "conversations.authz.v1.CheckRequest"},
           {"BatchCheck", kBatchCheckMethod,
            "conversations.authz.v1.BatchCheckRequest"},
           {"GetServerInfo", kGetServerInfoMethod,
            "conversations.authz.v1.GetServerInfoRequest"},
           {"HealthCheck", kHealthCheckMethod,
            "grpc.health.v1.HealthCheckRequest"}}) {
    const auto add = [&](const std::string& name, const std::string& bytes) {
      cases.push_back({name + "To" + method.name, method.path, bytes,
                       StatusCode::INVALID_ARGUMENT, Malformed(method.type)});
    };
    add("Garbage", "\xff\xff\xff\xff");
    add("Truncated", "\x0a\x7f");
    add("NestedTooDeep", NestedGroups(101));
  }
  return cases;
}

std::string NameOf(const testing::TestParamInfo<BadCallCase>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(BadBytes, BadCallCaseTest,
                         testing::ValuesIn(BadBytesCases()), NameOf);

INSTANTIATE_TEST_SUITE_P(
    NotUtf8, BadCallCaseTest,
    testing::ValuesIn(std::vector<BadCallCase>{
        {"Check", kCheckMethod, "\x0a\x03\x0a\x01\xff",
         StatusCode::INVALID_ARGUMENT,
         "conversations.authz.v1.User.id: is not valid UTF-8"},
        {"BatchCheck", kBatchCheckMethod, "\x12\x03\x62\x01\xff",
         StatusCode::INVALID_ARGUMENT,
         "conversations.authz.v1.CheckRequest.id: is not valid UTF-8"},
        {"HealthCheck", kHealthCheckMethod, "\x0a\x01\xff",
         StatusCode::INVALID_ARGUMENT,
         "grpc.health.v1.HealthCheckRequest.service: is not valid UTF-8"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(MalformedRequest, BadCallCaseTest,
                         testing::ValuesIn(std::vector<BadCallCase>{
                             {"NoActor", kCheckMethod, "",
                              StatusCode::INVALID_ARGUMENT,
                              "actor.id: must not be empty"},
                             {"UnknownAction", kCheckMethod,
                              std::string("\x0a\x03\x0a\x01"
                                          "a\x10\x63"),
                              StatusCode::INVALID_ARGUMENT,
                              "action: `99` is not a value of the enum Action"},
                         }),
                         NameOf);

INSTANTIATE_TEST_SUITE_P(
    UnknownMethod, BadCallCaseTest,
    testing::ValuesIn(std::vector<BadCallCase>{
        {"OfTheService", "/conversations.authz.v1.AuthorizationService/Allow",
         "", StatusCode::UNIMPLEMENTED, ""},
        {"OfAnotherService", "/conversations.authz.v2.Other/Check", "",
         StatusCode::UNIMPLEMENTED, ""},
        {"NoService", "/", "", StatusCode::UNIMPLEMENTED, ""},
    }),
    NameOf);

// The limit is of what is sent, so it is as large as the largest that is taken.
TEST_F(BadCallsTest, RequestOfTheLargestSizeIsTaken) {
  v1::CheckResponse response;
  const grpc::Status status = Check(RequestOfSize(kMaxRequestBytes), response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(BadCallsTest, LargerRequestIsResourceExhausted) {
  v1::CheckResponse response;
  const grpc::Status status =
      Check(RequestOfSize(kMaxRequestBytes + 1), response);
  EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(),
              HasSubstr(absl::StrCat("Received message larger than max (",
                                     kMaxRequestBytes + 1, " vs. ",
                                     kMaxRequestBytes, ")")));
}

TEST_F(BadCallsTest, TargetsUpToTheLimit) {
  v1::CheckRequest request = SomeRequest();
  for (int i = 0; i < kMaxTargets; ++i) request.add_targets()->set_id("t");
  v1::CheckResponse response;
  EXPECT_TRUE(Check(request, response).ok());
  request.add_targets()->set_id("t");
  const grpc::Status status = Check(request, response);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "targets: has 6 elements, at most 5 are allowed");
}

TEST_F(BadCallsTest, BatchUpToTheLimit) {
  v1::BatchCheckRequest batch;
  for (int i = 0; i < kMaxBatch; ++i) *batch.add_checks() = SomeRequest();
  v1::BatchCheckResponse response;
  EXPECT_TRUE(BatchCheck(batch, response).ok());
  EXPECT_EQ(response.results_size(), kMaxBatch);
  *batch.add_checks() = SomeRequest();
  const grpc::Status status = BatchCheck(batch, response);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "checks: has 8 elements, at most 7 are allowed");
}

}  // namespace
}  // namespace server

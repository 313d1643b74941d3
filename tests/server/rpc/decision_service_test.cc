#include "server/rpc/decision_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "authz/analysis/load.h"
#include "authz/policies/embedded_policy.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/reload/policy_store.h"
#include "tests/server/support/wire_bytes.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::TextFormat;
using grpc::StatusCode;

constexpr char kExport[] =
    "actor { id: 'a' company_admin: true } "
    "action: ACTION_EXPORT_CONVERSATIONS "
    "export_range { start_time { seconds: 1 } end_time { seconds: 2 } }";

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

class DecisionServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<PolicyStore>> policy = PolicyStore::Load("");
    ASSERT_TRUE(policy.ok()) << policy.status();
    policy_ = *std::move(policy);
    DecisionServiceOptions options;
    options.limits.max_targets = 3;
    options.limits.max_batch = 4;
    options.max_request_bytes = 5;
    service_ = std::make_unique<DecisionService>(*policy_, options);
  }

  // Asks one of the three methods.
  grpc::Status Ask(decltype(&AuthorizationService::Check) method,
                   const grpc::ByteBuffer& request) {
    // Of a call without a deadline.
    grpc::ServerContext context;
    Worker worker(nullptr);
    ServerCall call(worker, context, request);
    return (service_.get()->*method)(call, response_);
  }

  std::unique_ptr<PolicyStore> policy_;
  std::unique_ptr<DecisionService> service_;
  grpc::ByteBuffer response_;
};

TEST_F(DecisionServiceTest, CheckDecides) {
  const auto request =
      Parse<v1::CheckRequest>(std::string(kExport) + " id: 'x'");
  const grpc::Status status =
      Ask(&AuthorizationService::Check, ToBuffer(request));
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::CheckResponse response;
  ASSERT_TRUE(response.ParseFromString(ToBytes(response_)));
  EXPECT_TRUE(response.allowed());
  EXPECT_EQ(response.reason(), v1::REASON_ALLOWED);
  EXPECT_EQ(response.id(), "x");
  EXPECT_EQ(response.policy_version(), policy_->Current()->version);
  EXPECT_FALSE(response.has_explanation());
}

struct MalformedCase {
  std::string name;
  // A CheckRequest in text format.
  std::string request;
  std::string error;
};

void PrintTo(const MalformedCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MalformedCheckTest : public DecisionServiceTest,
                           public testing::WithParamInterface<MalformedCase> {};

TEST_P(MalformedCheckTest, IsInvalidArgument) {
  const auto request = Parse<v1::CheckRequest>(GetParam().request);
  const grpc::Status status =
      Ask(&AuthorizationService::Check, ToBuffer(request));
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), GetParam().error);
  EXPECT_FALSE(response_.Valid());
}

// The same in a batch is an error of its own, with its path, and spoils no
// other check.
TEST_P(MalformedCheckTest, IsOneErrorOfABatch) {
  v1::BatchCheckRequest batch;
  *batch.add_checks() = Parse<v1::CheckRequest>(kExport);
  *batch.add_checks() = Parse<v1::CheckRequest>(GetParam().request);
  *batch.add_checks() = Parse<v1::CheckRequest>(kExport);
  const grpc::Status status =
      Ask(&AuthorizationService::BatchCheck, ToBuffer(batch));
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::BatchCheckResponse response;
  ASSERT_TRUE(response.ParseFromString(ToBytes(response_)));
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_TRUE(response.results(0).response().allowed());
  EXPECT_FALSE(response.results(1).has_response());
  const v1::CheckError& error = response.results(1).error();
  EXPECT_EQ(error.code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(error.message(), GetParam().error);
  EXPECT_EQ(error.field(),
            GetParam().error.substr(0, GetParam().error.find(':')));
  EXPECT_TRUE(response.results(2).response().allowed());
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedCheckTest,
    testing::ValuesIn(std::vector<MalformedCase>{
        {"Empty", "", "actor.id: must not be empty"},
        {"ActorWithoutId", "actor {} action: ACTION_CONFIGURE_TOOL",
         "actor.id: must not be empty"},
        {"NoAction", "actor { id: 'a' }", "action: must be given"},
        {"UnknownAction", "actor { id: 'a' } action: 99",
         "action: `99` is not a value of the enum Action"},
        {"NegativeAction", "actor { id: 'a' } action: -1",
         "action: `-1` is not a value of the enum Action"},
        {"ActorsLevel", "actor { id: 'a' permission_level: 5 } action: 1",
         "actor.permission_level: `5` is not a value of the enum "
         "PermissionLevel"},
        {"ActorsItemAccess",
         "actor { id: 'a' item_access { tool_permission_level: 5 } } "
         "action: 1",
         "actor.item_access.tool_permission_level: `5` is not a value of the "
         "enum PermissionLevel"},
        {"Access", "actor { id: 'a' } action: 1 settings { access: 4 }",
         "settings.access: `4` is not a value of the enum Access"},
        {"DirectMessages",
         "actor { id: 'a' } action: 1 settings { direct_messages: 4 }",
         "settings.direct_messages: `4` is not a value of the enum "
         "DirectMessages"},
        {"GroupManagement",
         "actor { id: 'a' } action: 1 settings { group_management: 5 }",
         "settings.group_management: `5` is not a value of the enum "
         "GroupManagement"},
        {"ConversationType",
         "actor { id: 'a' } action: 1 conversation { type: 4 }",
         "conversation.type: `4` is not a value of the enum "
         "ConversationType"},
        {"ConversationsItem",
         "actor { id: 'a' } action: 1 conversation { item { actor_access { "
         "tool_permission_level: -7 } } }",
         "conversation.item.actor_access.tool_permission_level: `-7` is not a "
         "value of the enum PermissionLevel"},
        {"SecondTargetsLevel",
         "actor { id: 'a' } action: 1 targets { id: 'b' } targets { id: 'b' "
         "permission_level: 5 }",
         "targets[1].permission_level: `5` is not a value of the enum "
         "PermissionLevel"},
        {"TargetsItemAccess",
         "actor { id: 'a' } action: 1 targets { id: 'b' item_access { "
         "tool_permission_level: 5 } }",
         "targets[0].item_access.tool_permission_level: `5` is not a value of "
         "the enum PermissionLevel"},
        {"ThirdItem",
         "actor { id: 'a' } action: 1 items { id: 'i' } items { id: 'i' } "
         "items { id: 'i' actor_access "
         "{ tool_permission_level: 5 } }",
         "items[2].actor_access.tool_permission_level: `5` is not a value of "
         "the enum PermissionLevel"},
        {"SentAfterTheYear9999",
         "actor { id: 'a' } action: 1 message { sent_at { seconds: "
         "253402300800 } }",
         "message.sent_at.seconds: `253402300800` is outside the years 1 to "
         "9999"},
        {"SentBeforeTheYear1",
         "actor { id: 'a' } action: 1 message { sent_at { seconds: "
         "-62135596801 } }",
         "message.sent_at.seconds: `-62135596801` is outside the years 1 to "
         "9999"},
        {"NegativeNanos", "actor { id: 'a' } action: 1 at { nanos: -1 }",
         "at.nanos: `-1` is outside 0 to 999999999"},
        {"TooManyNanos", "actor { id: 'a' } action: 1 at { nanos: 1000000000 }",
         "at.nanos: `1000000000` is outside 0 to 999999999"},
        {"ExportsStart",
         "actor { id: 'a' } action: 14 export_range { start_time { nanos: -1 "
         "} }",
         "export_range.start_time.nanos: `-1` is outside 0 to 999999999"},
        {"ExportsEnd",
         "actor { id: 'a' } action: 14 export_range { end_time { nanos: -1 } "
         "}",
         "export_range.end_time.nanos: `-1` is outside 0 to 999999999"},
        {"ExportEndsBeforeItStarts",
         "actor { id: 'a' } action: 14 export_range { start_time { seconds: 5 "
         "nanos: 1 } end_time { seconds: 5 } }",
         "export_range.end_time: must not be before `start_time`"},
        {"TooManyTargets",
         "actor { id: 'a' } action: 1 targets { id: 'b' } targets { id: 'b' } "
         "targets { id: 'b' } "
         "targets { id: 'b' }",
         "targets: has 4 elements, at most 3 are allowed"},
        {"TooManyItems",
         "actor { id: 'a' } action: 1 items { id: 'i' } items { id: 'i' } "
         "items { id: 'i' } items { id: 'i' }",
         "items: has 4 elements, at most 3 are allowed"},
    }),
    [](const testing::TestParamInfo<MalformedCase>& info) {
      return info.param.name;
    });

struct MalformedBatchCase {
  std::string name;
  // A BatchCheckRequest in text format.
  std::string request;
  std::string error;
};

void PrintTo(const MalformedBatchCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MalformedBatchTest
    : public DecisionServiceTest,
      public testing::WithParamInterface<MalformedBatchCase> {};

TEST_P(MalformedBatchTest, IsInvalidArgument) {
  const auto batch = Parse<v1::BatchCheckRequest>(GetParam().request);
  const grpc::Status status =
      Ask(&AuthorizationService::BatchCheck, ToBuffer(batch));
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), GetParam().error);
  EXPECT_FALSE(response_.Valid());
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedBatchTest,
    testing::ValuesIn(std::vector<MalformedBatchCase>{
        {"OverTheLimit", "checks {} checks {} checks {} checks {} checks {}",
         "checks: has 5 elements, at most 4 are allowed"},
        {"RepeatedId",
         "checks { id: 'x' } checks {} checks { id: 'y' } checks { id: 'x' }",
         "checks[3].id: is the id of checks[0] already"},
    }),
    [](const testing::TestParamInfo<MalformedBatchCase>& info) {
      return info.param.name;
    });

struct BytesCase {
  std::string name;
  std::string bytes;
};

void PrintTo(const BytesCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadBytesTest : public DecisionServiceTest,
                     public testing::WithParamInterface<BytesCase> {};

TEST_P(BadBytesTest, AreInvalidArgumentToEveryMethod) {
  const grpc::ByteBuffer bytes = ToBuffer(GetParam().bytes);
  const std::vector<
      std::pair<std::string, decltype(&AuthorizationService::Check)>>
      methods = {
          {"CheckRequest", &AuthorizationService::Check},
          {"BatchCheckRequest", &AuthorizationService::BatchCheck},
          {"GetServerInfoRequest", &AuthorizationService::GetServerInfo}};
  for (const auto& [type, method] : methods) {
    const grpc::Status status = Ask(method, bytes);
    EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT) << type;
    EXPECT_EQ(status.error_message(),
              "request: is not a conversations.authz.v1." + type +
                  ", its bytes are malformed or nested too deep");
    EXPECT_FALSE(response_.Valid());
  }
}

INSTANTIATE_TEST_SUITE_P(All, BadBytesTest,
                         testing::ValuesIn(std::vector<BytesCase>{
                             {"Garbage", "\xff\xff\xff\xff"},
                             {"Truncated", "\x0a\x7f"},
                             {"NestedTooDeep", NestedGroups(101)},
                         }),
                         [](const testing::TestParamInfo<BytesCase>& info) {
                           return info.param.name;
                         });

TEST_F(DecisionServiceTest, BatchWithoutChecksHasNoResults) {
  v1::BatchCheckRequest request;
  request.mutable_shared();
  const grpc::Status status =
      Ask(&AuthorizationService::BatchCheck, ToBuffer(request));
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::BatchCheckResponse response;
  ASSERT_TRUE(response.ParseFromString(ToBytes(response_)));
  EXPECT_EQ(response.results_size(), 0);
  EXPECT_EQ(response.policy_version(), policy_->Current()->version);
}

// gRPC hands on one that it cannot read as such a one.
TEST_F(DecisionServiceTest, BatchWithoutBytesIsInvalidArgument) {
  const grpc::Status status =
      Ask(&AuthorizationService::BatchCheck, ToBuffer(""));
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "request: is empty, or in a frame that is malformed: a batch "
            "without checks must have `shared`");
}

TEST_F(DecisionServiceTest, ServerInfoSaysAllOfItsLimits) {
  const grpc::Status status =
      Ask(&AuthorizationService::GetServerInfo, ToBuffer(""));
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::GetServerInfoResponse info;
  ASSERT_TRUE(info.ParseFromString(ToBytes(response_)));
  EXPECT_EQ(info.server_version(), base::Version());
  EXPECT_EQ(info.policy_version(), policy_->Current()->version);
  EXPECT_EQ(info.limits().max_batch(), 4U);
  EXPECT_EQ(info.limits().max_targets(), 3U);
  EXPECT_EQ(info.limits().max_request_bytes(), 5U);
  EXPECT_TRUE(info.refuses_unknown_fields());
  EXPECT_EQ(info.policy(), "");
  std::vector<std::string> libraries;
  for (const v1::Library& library : info.libraries()) {
    libraries.push_back(library.name());
    EXPECT_NE(library.version(), "") << library.name();
  }
  EXPECT_THAT(libraries,
              testing::ElementsAre("OpenSSL", "gRPC", "Protobuf", "Abseil"));
}

TEST_F(DecisionServiceTest, ServerInfoHasTheTextOfThePolicyWhereAskedFor) {
  v1::GetServerInfoRequest request;
  request.set_include_policy(true);
  const grpc::Status status = Ask(&AuthorizationService::GetServerInfo,
                                  ToBuffer(request.SerializeAsString()));
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::GetServerInfoResponse info;
  ASSERT_TRUE(info.ParseFromString(ToBytes(response_)));
  EXPECT_EQ(info.policy(), authz::EmbeddedPolicyText());
}

TEST_F(DecisionServiceTest, ServerInfoRefusesATextThatIsNotUtf8) {
  const std::string text =
      absl::StrCat("# caf\xe9\n", authz::EmbeddedPolicyText());
  policy_->Replace(std::make_shared<const authz::CompiledPolicy>(
      *authz::LoadPolicy(text).policy));
  v1::GetServerInfoRequest request;
  request.set_include_policy(true);
  const grpc::Status status = Ask(&AuthorizationService::GetServerInfo,
                                  ToBuffer(request.SerializeAsString()));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "a comment in the policy is not UTF-8");
}

}  // namespace
}  // namespace server

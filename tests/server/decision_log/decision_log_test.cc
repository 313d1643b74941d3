// What the handlers leave in the decision log.

#include "server/decision_log/decision_log.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/decision_log/call_log.h"
#include "server/decision_log/decision_log_options.h"
#include "server/rpc/decision_service.h"
#include "tests/server/decision_log/decision_log_fixture.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/server/support/wire_bytes.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::util::MessageDifferencer;

class DecisionLogTest : public DecisionLogFixture {};

struct LineCase {
  std::string name;
  // A CheckRequest.
  std::string request;
  // The line but for what every line has. VERSION stands for the policy's.
  std::string line;
};

class LineTest : public DecisionLogTest,
                 public testing::WithParamInterface<LineCase> {};

TEST_P(LineTest, SaysWhatWasDecided) {
  Open();
  Check(GetParam().request);
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 1U);
  ExpectLine(lines[0], GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    All, LineTest,
    testing::ValuesIn(std::vector<LineCase>{
        {"Allow", kAllow,
         R"({"method": "Check", "policy_version": "VERSION",
             "action": "EXPORT_CONVERSATIONS", "actor_id": "ada",
             "allowed": true, "reason": "ALLOWED"})"},
        {"Denial", kDenial,
         R"({"method": "Check", "policy_version": "VERSION",
             "action": "CONFIGURE_TOOL", "actor_id": "bob",
             "allowed": false, "reason": "COMPANY_ADMIN_REQUIRED"})"},
        {"MissingFacts",
         "id: 'x-1' actor { id: 'ada' } action: ACTION_VIEW_MESSAGES "
         "conversation { id: 'c' type: CONVERSATION_TYPE_GROUP }",
         R"({"method": "Check", "policy_version": "VERSION",
             "check_id": "x-1",
             "action": "VIEW_MESSAGES", "actor_id": "ada",
             "conversation_id": "c", "allowed": false,
             "reason": "MISSING_FACTS",
             "missing_facts": ["actor.in_project_directory",
                               "actor.company_admin",
                               "actor.permission_level",
                               "conversation.actor_is_member"]})"},
        {"OffendingIds",
         "actor { id: 'ada' company_admin: true in_project_directory: true "
         "permission_level: PERMISSION_LEVEL_ADMIN } "
         "action: ACTION_SEND_GROUP_MESSAGE "
         "conversation { id: 'c' actor_is_member: true } "
         "targets { id: 't1' in_project_directory: true } "
         "targets { id: 't2' company_admin: false in_project_directory: false "
         "} "
         "targets { id: 't3' company_admin: false in_project_directory: false "
         "}",
         R"({"method": "Check", "policy_version": "VERSION",
             "action": "SEND_GROUP_MESSAGE", "actor_id": "ada",
             "conversation_id": "c", "allowed": false,
             "reason": "TARGET_NOT_IN_DIRECTORY",
             "offending_ids": ["t2", "t3"]})"},
        {"EveryKindOfCharacter",
         "id: '\\001\\177\\n\\\"\\\\ \\342\\200\\250' "
         "actor { id: '\\000\\037<&>' company_admin: true } "
         "action: ACTION_CONFIGURE_TOOL conversation { id: "
         "'\\360\\237\\230\\200' }",
         R"({"method": "Check", "policy_version": "VERSION",
             "check_id": "\u0001\u007f\n\"\\ \u2028",
             "action": "CONFIGURE_TOOL", "actor_id": "\u0000\u001f<&>",
             "conversation_id": "😀",
             "allowed": true, "reason": "ALLOWED"})"},
        {"Malformed", "action: ACTION_VIEW_MESSAGES",
         R"({"method": "Check", "code": "INVALID_ARGUMENT",
             "error": "actor.id: must not be empty"})"},
    }),
    [](const testing::TestParamInfo<LineCase>& info) {
      return info.param.name;
    });

TEST_F(DecisionLogTest, ADurationBeginsWithItsCall) {
  constexpr absl::Duration kLong = absl::Milliseconds(20);
  Open();
  grpc::ServerContext call;
  CallLog call_log(log_.get(), nullptr, call, "Check", absl::Now());
  absl::SleepFor(kLong);
  call_log.Rejected(grpc::Status(grpc::StatusCode::INTERNAL, ""));
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_GE(lines[0].fields().at("duration_us").number_value(),
            absl::ToDoubleMicroseconds(kLong));
}

TEST_F(DecisionLogTest, RejectsBytesThatAreNoRequest) {
  Open();
  EXPECT_FALSE(Check(ToBuffer("\xff")).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 1U);
  ExpectLine(lines[0],
             R"({"method": "Check",
                 "code": "INVALID_ARGUMENT",
                 "error": "request: is not a conversations.authz.v1.CheckRequest, its bytes are malformed or nested too deep"})");
}

TEST_F(DecisionLogTest, RejectsAServerInfoThatIsNoRequest) {
  Open();
  for (const char* const bytes : {"\xff", ""}) {
    const grpc::Status status =
        Ask(&AuthorizationService::GetServerInfo, ToBuffer(bytes));
    EXPECT_EQ(status.ok(), *bytes == '\0');
  }
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 1U);
  ExpectLine(lines[0],
             R"({"method": "GetServerInfo",
                 "code": "INVALID_ARGUMENT",
                 "error": "request: is not a conversations.authz.v1.GetServerInfoRequest, its bytes are malformed or nested too deep"})");
}

TEST_F(DecisionLogTest, LongListsAndIdsAreCut) {
  Open();
  v1::CheckRequest request = Parse<v1::CheckRequest>(kGroupMessage);
  request.mutable_actor()->set_id(std::string(255, 'a') + "é");
  request.set_id(std::string(256, 'x'));
  for (int i = 0; i < 25; ++i) AddStranger(absl::StrCat("t", i), request);
  Check(ToBuffer(request));
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].fields().at("actor_id").string_value(),
            std::string(255, 'a') + "…");
  EXPECT_EQ(lines[0].fields().at("check_id").string_value(),
            std::string(256, 'x'));
  const auto& ids = lines[0].fields().at("offending_ids").list_value();
  EXPECT_EQ(ids.values_size(), 20);
  EXPECT_EQ(ids.values(19).string_value(), "t19");
  EXPECT_EQ(Field(lines[0], "more_offending_ids"), "5");
}

TEST_F(DecisionLogTest, FactsAreThoseThatAreKnown) {
  options_.facts = true;
  Open();
  Check(kDenial);
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kDenial, " }"));
  batch.add_checks();
  batch.add_checks()->set_owner_id("bob");
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 3U);
  for (const Object& line : lines) {
    const Object& facts = line.fields().at("facts").struct_value();
    EXPECT_EQ(Field(facts, "actor_company_admin"), "false");
    EXPECT_EQ(Field(facts, "actor_can_read"), "false");
    EXPECT_EQ(Field(facts, "actor_in_directory"), "");
  }
  EXPECT_TRUE(MessageDifferencer::Equals(lines[0].fields().at("facts"),
                                         lines[1].fields().at("facts")));
  EXPECT_EQ(
      Field(lines[2].fields().at("facts").struct_value(), "actor_is_owner"),
      "true");
}

TEST_F(DecisionLogTest, FilterLeavesAllowsOut) {
  options_.denials_only = true;
  Open();
  Check(kAllow);
  Check(kDenial);
  Check("");
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
  batch.add_checks();
  *batch.add_checks() = Parse<v1::CheckRequest>(kDenial);
  batch.add_checks();
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  EXPECT_EQ(Fields(lines, "reason"),
            (std::vector<std::string>{"\"COMPANY_ADMIN_REQUIRED\"", "",
                                      "\"COMPANY_ADMIN_REQUIRED\""}));
  EXPECT_EQ(Fields(lines, "index"), (std::vector<std::string>{"", "", "1"}));
}

TEST_F(DecisionLogTest, SamplingIsOfAllowsAndSaysItsRate) {
  options_.sample_allows = 0.25;
  Open();
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
  constexpr int kChecks = 1'000;
  for (int i = 0; i < kChecks; ++i) batch.add_checks();
  constexpr int kBatches = 10;
  for (int i = 0; i < kBatches; ++i) ASSERT_TRUE(Batch(batch).ok());
  Check(kDenial);
  const std::vector<Object> lines = Close();
  // A binomial distribution: 8 standard deviations.
  constexpr double kExpected = 0.25 * kChecks * kBatches;
  EXPECT_NEAR(static_cast<double>(lines.size()), kExpected, 350);
  for (const Object& line : lines) {
    EXPECT_EQ(Field(line, "sample_rate"),
              Field(line, "allowed") == "true" ? "0.25" : "");
  }
  EXPECT_EQ(Field(lines.back(), "allowed"), "false");
}

TEST_F(DecisionLogTest, HashesStandForIds) {
  options_.hash_ids = true;
  Open();
  const std::string request =
      "id: 'secret-check' actor { id: 'secret-actor' company_admin: true "
      "in_project_directory: true permission_level: PERMISSION_LEVEL_ADMIN } "
      "action: ACTION_SEND_GROUP_MESSAGE "
      "conversation { id: 'secret-conversation' actor_is_member: true } "
      "targets { id: 'secret-actor' company_admin: false in_project_directory: "
      "false } ";
  Check(request);
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", request, " }"));
  batch.add_checks();
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 2U);
  for (const char* name : {"actor_id", "conversation_id", "check_id"}) {
    EXPECT_EQ(Field(lines[0], name).size(), 34U);
    EXPECT_EQ(Field(lines[0], name), Field(lines[1], name));
  }
  EXPECT_EQ(Field(lines[0], "offending_ids"),
            absl::StrCat("[", Field(lines[0], "actor_id"), "]"));
  EXPECT_NE(Field(lines[0], "actor_id"), Field(lines[0], "conversation_id"));
  EXPECT_EQ(lines[0].DebugString().find("secret"), std::string::npos);
  EXPECT_EQ(lines[1].DebugString().find("secret"), std::string::npos);
}

TEST_F(DecisionLogTest, CountsWhatItDoes) {
  Open();
  for (int i = 0; i < 5; ++i) Check(kAllow);
  Close();
  const DecisionLogStats stats = log_->stats();
  EXPECT_EQ(stats.written_lines, 5);
  EXPECT_GT(stats.written_bytes, 5 * 200);
  EXPECT_EQ(stats.dropped_lines, 0);
  EXPECT_EQ(stats.write_failures, 0);
  EXPECT_EQ(stats.queue_bytes, 0);
  EXPECT_EQ(stats.max_queue_bytes,
            static_cast<std::int64_t>(options_.queue_bytes));
}

// What was dropped before has been told of long ago.
TEST_F(DecisionLogTest, CountsAllThatIsLostAtItsEnd) {
  options_.destination = "/dev/full";
  options_.queue_bytes = std::size_t{1} << 20U;
  Open();
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
  for (int i = 0; i < 10'000; ++i) batch.add_checks();
  std::int64_t lines = 0;
  const auto log_batch = [&] {
    EXPECT_TRUE(Batch(batch).ok());
    lines += batch.checks_size();
  };
  while (log_->stats().dropped_lines == 0) log_batch();
  const std::int64_t dropped_before = log_->stats().dropped_lines;
  log_->BeginEnding(absl::ZeroDuration());
  for (int i = 0; i < 10; ++i) log_batch();
  EXPECT_GT(log_->stats().dropped_lines, dropped_before);
  EXPECT_EQ(log_->Close(absl::Milliseconds(100)), lines - dropped_before);
}

TEST_F(DecisionLogTest, IsRefusedWithoutTheKeyItWasAskedFor) {
  options_.hash_ids = true;
  options_.hash_key_file = folder_.Path("none");
  EXPECT_FALSE(DecisionLog::Open(options_).ok());
}

}  // namespace
}  // namespace server

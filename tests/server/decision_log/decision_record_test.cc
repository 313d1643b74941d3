#include "server/decision_log/decision_record.h"

#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "server/decision_log/decision_line.h"
#include "server/decision_log/id_hasher.h"
#include "server/operation_log/text_buffer.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

class DecisionRecordTest : public testing::Test {
 protected:
  void SetUp() override {
    call_.time = absl::FromUnixSeconds(1'767'225'599);
    call_.call_id = "call-7";
    call_.caller = "unix:";
    call_.method = "Check";
    call_.policy_version = "v1";
    call_.duration = absl::Nanoseconds(12'345);
    request_.set_action(v1::ACTION_CONFIGURE_TOOL);
    request_.mutable_actor()->set_id("ada");
    decision_.set_reason(v1::REASON_TOOL_DISABLED);
  }

  std::string Record(const IdHasher* hasher = nullptr) const {
    TextBuffer record;
    AppendDecisionRecord(call_, authz::ViewOf(request_), decision_, facts_,
                         hasher, record);
    return std::string(record.text());
  }

  static std::string LineOf(const std::string& record,
                            double sample_allows = 1) {
    TextBuffer line;
    AppendDecisionOf(record, sample_allows, line);
    return std::string(line.text());
  }

  CallFields call_;
  v1::CheckRequest request_;
  v1::CheckResponse decision_;
  std::optional<authz::Facts> facts_;
};

constexpr char kStart[] =
    R"({"time":"2025-12-31T23:59:59.000000Z","call_id":"call-7",)"
    R"("caller":"unix:","method":"Check","policy_version":"v1",)"
    R"("duration_us":12.345,"action":"CONFIGURE_TOOL","actor_id":"ada")";

TEST_F(DecisionRecordTest, LineLeavesOutWhatThereIsNot) {
  EXPECT_EQ(LineOf(Record(), 0.5),
            absl::StrCat(kStart, R"(,"allowed":false,)"
                                 R"("reason":"TOOL_DISABLED"})"));
}

TEST_F(DecisionRecordTest, LineSaysAllThatThereIs) {
  call_.traceparent = "00-trace";
  request_.mutable_conversation()->set_id("c-1");
  request_.set_id("q\"1");
  decision_.set_allowed(true);
  decision_.set_reason(v1::REASON_ALLOWED);
  decision_.add_missing_facts("actor.id");
  decision_.add_offending_ids("bob");
  decision_.add_offending_ids("");
  facts_.emplace();
  facts_->Set(authz::AllFacts()[0], true);
  facts_->Set(authz::AllFacts()[1], false);
  EXPECT_EQ(
      LineOf(Record(), 0.5),
      absl::StrCat(
          R"({"time":"2025-12-31T23:59:59.000000Z","call_id":"call-7",)"
          R"("traceparent":"00-trace","caller":"unix:",)"
          R"("method":"Check","policy_version":"v1",)"
          R"("duration_us":12.345,"action":"CONFIGURE_TOOL","actor_id":"ada",)"
          R"("conversation_id":"c-1","check_id":"q\"1",)"
          R"("allowed":true,"reason":"ALLOWED",)"
          R"("missing_facts":["actor.id"],"offending_ids":["bob",""],)"
          R"("sample_rate":0.5,"facts":{")",
          authz::FactName(authz::AllFacts()[0]), "\":true,\"",
          authz::FactName(authz::AllFacts()[1]), "\":false}}"));
}

TEST_F(DecisionRecordTest, TakesNoMoreOfAnIdThanTheLine) {
  const std::string huge(1'000'000, 'x');
  request_.mutable_actor()->set_id(huge);
  request_.mutable_conversation()->set_id(huge);
  request_.set_id(huge);
  for (int i = 0; i < 100; ++i) decision_.add_offending_ids(huge);
  const std::string record = Record();
  EXPECT_LT(record.size(), (3 + kMostListed) * (kMostIdBytes + 10) + 300);
  const std::string line = LineOf(record);
  const std::string cut = huge.substr(0, kMostIdBytes) + "…";
  EXPECT_TRUE(absl::StrContains(
      line, absl::StrCat("\"actor_id\":\"", cut, "\",\"conversation_id\":\"",
                         cut, "\",\"check_id\":\"", cut, "\"")))
      << line;
  EXPECT_TRUE(absl::EndsWith(line, ",\"more_offending_ids\":80}")) << line;
}

TEST_F(DecisionRecordTest, MissingFactsThatAreNotListedAreCounted) {
  for (int i = 0; i < 25; ++i) decision_.add_missing_facts("message.id");
  decision_.add_offending_ids("bob");
  EXPECT_TRUE(
      absl::EndsWith(LineOf(Record()),
                     R"("],"more_missing_facts":5,"offending_ids":["bob"]})"));
}

TEST_F(DecisionRecordTest, HashesAreOfTheWholeId) {
  const auto hasher = IdHasher::WithRandomKey();
  ASSERT_TRUE(hasher.ok());
  const std::string huge(1'000'000, 'x');
  request_.mutable_actor()->set_id(huge + "1");
  request_.set_id(huge + "2");
  decision_.add_offending_ids(huge);
  decision_.add_offending_ids("");
  const std::string record = Record(hasher->get());
  EXPECT_LT(record.size(), 500U);
  const auto hash = [&hasher](const std::string& id) {
    return absl::StrCat("\"", (*hasher)->Hash(id), "\"");
  };
  const std::string line = LineOf(record);
  EXPECT_TRUE(absl::StrContains(
      line, absl::StrCat("\"actor_id\":", hash(huge + "1"),
                         ",\"check_id\":", hash(huge + "2"), ",")))
      << line;
  EXPECT_TRUE(
      absl::EndsWith(line, absl::StrCat("[", hash(huge), ",", hash(""), "]}")))
      << line;
}

}  // namespace
}  // namespace server

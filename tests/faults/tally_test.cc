#include "tests/faults/tally.h"

#include <grpcpp/support/status.h>

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace faults {
namespace {

namespace v1 = ::conversations::authz::v1;

Answer Decision(bool allowed) {
  v1::CheckResponse response;
  response.set_allowed(allowed);
  return {grpc::Status::OK, response.SerializeAsString()};
}

class TallyTest : public testing::Test {
 protected:
  absl::Time After(int milliseconds) const {
    return start_ + absl::Milliseconds(milliseconds);
  }

  void AddRight(int milliseconds) {
    tally_.Add(denied_, denied_.right, After(milliseconds));
  }

  void Mark(int milliseconds) {
    tally_.Mark(After(milliseconds),
                [this](absl::Duration time) { recovered_ = time; });
  }

  google::protobuf::Struct Summary(int milliseconds) const {
    google::protobuf::Struct summary;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                    tally_.ToJson(After(milliseconds)), &summary)
                    .ok());
    return summary;
  }

  const absl::Time start_ = absl::FromUnixSeconds(1'700'000'000);
  const Question denied_ = {false, {}, Decision(false)};
  Tally tally_;
  std::optional<absl::Duration> recovered_;
};

TEST_F(TallyTest, CountsWhatBecameOfCalls) {
  AddRight(0);
  AddRight(1);
  tally_.Add(denied_, Decision(true), After(2));
  tally_.Add(denied_, {grpc::Status::OK, "\xff"}, After(3));
  const Answer gone = {grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone away"),
                       ""};
  for (int i = 4; i < 7; ++i) tally_.Add(denied_, gone, After(i));
  const google::protobuf::Struct summary = Summary(7);
  const auto& fields = summary.fields();
  EXPECT_EQ(fields.at("calls").number_value(), 7);
  EXPECT_EQ(fields.at("wrong").number_value(), 2);
  EXPECT_EQ(fields.at("wrong_allows").number_value(), 1);
  const auto& failed = fields.at("failed").struct_value().fields();
  EXPECT_EQ(failed.size(), 1);
  EXPECT_EQ(failed.at("UNAVAILABLE").number_value(), 3);
  const auto& samples = fields.at("samples").list_value();
  ASSERT_EQ(samples.values_size(), 3);
  EXPECT_EQ(samples.values(2).string_value(),
            "Check got UNAVAILABLE: gone away where OK was right");
}

TEST_F(TallyTest, LongestGapIsBetweenRightAnswersOrToTheEnd) {
  EXPECT_EQ(Summary(50).fields().at("longest_gap_ms").number_value(), 0);
  AddRight(100);
  AddRight(400);
  tally_.Add(denied_, Decision(true), After(500));
  EXPECT_EQ(Summary(600).fields().at("longest_gap_ms").number_value(), 300);
  EXPECT_EQ(Summary(900).fields().at("longest_gap_ms").number_value(), 500);
}

TEST_F(TallyTest, AnswersThatNeverStoppedHaveRecoveredAtOnce) {
  AddRight(0);
  Mark(300);
  EXPECT_EQ(recovered_, std::nullopt);
  AddRight(450);
  EXPECT_EQ(recovered_, absl::ZeroDuration());
}

TEST_F(TallyTest, RecoveryIsFromTheMarkToTheNextRightAnswer) {
  AddRight(0);
  Mark(2000);
  tally_.Add(denied_, Decision(true), After(2100));
  EXPECT_EQ(recovered_, std::nullopt);
  AddRight(2250);
  EXPECT_EQ(recovered_, absl::Milliseconds(250));
  // Told once.
  recovered_.reset();
  AddRight(2300);
  EXPECT_EQ(recovered_, std::nullopt);
}

}  // namespace
}  // namespace faults

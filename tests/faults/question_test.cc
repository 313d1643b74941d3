#include "tests/faults/question.h"

#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/policy/policy.h"
#include "base/load_policy.h"
#include "cli/case_files.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"

namespace faults {
namespace {

namespace v1 = ::conversations::authz::v1;
using grpc::StatusCode;

authz::TestCase SomeCase(bool company_admin) {
  authz::TestCase some;
  some.request.mutable_actor()->set_id("ada");
  some.request.mutable_actor()->set_company_admin(company_admin);
  some.request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return some;
}

class QuestionTest : public testing::Test {
 protected:
  // Of an allowed check, a denied one, a malformed one, a batch of the three,
  // and one that is too large.
  void SetUp() override {
    const absl::StatusOr<authz::CompiledPolicy> policy = base::LoadPolicy("");
    ASSERT_TRUE(policy.ok()) << policy.status();
    questions_ = MakeQuestions(
        *policy, {cli::CaseFile{"", {SomeCase(true), SomeCase(false)}}},
        {3, 10'001});
    ASSERT_EQ(questions_.size(), 5);
  }

  const Question& allowed() const { return questions_[0]; }
  const Question& denied() const { return questions_[1]; }
  const Question& malformed() const { return questions_[2]; }
  const Question& batch() const { return questions_[3]; }
  const Question& too_large() const { return questions_[4]; }

  // The right answer to the batch, with another decision of one of its checks.
  Answer BatchWith(int check, bool allowed) const {
    v1::BatchCheckResponse response;
    EXPECT_TRUE(response.ParseFromString(batch().right.response));
    response.mutable_results(check)->mutable_response()->set_allowed(allowed);
    return {grpc::Status::OK, response.SerializeAsString()};
  }

  std::vector<Question> questions_;
};

TEST_F(QuestionTest, RightAnswersAreTheEngines) {
  v1::CheckResponse response;
  ASSERT_TRUE(response.ParseFromString(allowed().right.response));
  EXPECT_TRUE(response.allowed());
  ASSERT_TRUE(response.ParseFromString(denied().right.response));
  EXPECT_EQ(response.reason(), v1::REASON_COMPANY_ADMIN_REQUIRED);
  EXPECT_EQ(malformed().right.status.error_code(),
            StatusCode::INVALID_ARGUMENT);
  v1::BatchCheckResponse results;
  ASSERT_TRUE(results.ParseFromString(batch().right.response));
  ASSERT_EQ(results.results_size(), 3);
  EXPECT_TRUE(results.results(0).response().allowed());
  EXPECT_FALSE(results.results(1).response().allowed());
  EXPECT_EQ(results.results(2).error().field(), "actor.id");
  EXPECT_EQ(too_large().right.status.error_code(),
            StatusCode::INVALID_ARGUMENT);
}

TEST_F(QuestionTest, RightAnswerIsRight) {
  for (const Question& question : questions_) {
    EXPECT_EQ(Judge(question, question.right), Verdict::kRight);
  }
}

TEST_F(QuestionTest, ErrorThatSaysNothingOfTheRequestIsAFailure) {
  for (const StatusCode code :
       {StatusCode::UNAVAILABLE, StatusCode::RESOURCE_EXHAUSTED,
        StatusCode::INTERNAL, StatusCode::DEADLINE_EXCEEDED}) {
    for (const Question& question : questions_) {
      EXPECT_EQ(Judge(question, {grpc::Status(code, "why"), ""}),
                Verdict::kFailed)
          << code;
    }
  }
}

TEST_F(QuestionTest, AnotherDecisionIsWrong) {
  EXPECT_EQ(Judge(allowed(), denied().right), Verdict::kWrong);
  EXPECT_EQ(Judge(denied(), allowed().right), Verdict::kWrongAllow);
  EXPECT_EQ(Judge(malformed(), denied().right), Verdict::kWrong);
  EXPECT_EQ(Judge(malformed(), allowed().right), Verdict::kWrongAllow);
  EXPECT_EQ(Judge(batch(), BatchWith(0, false)), Verdict::kWrong);
  EXPECT_EQ(Judge(batch(), BatchWith(1, true)), Verdict::kWrongAllow);
  EXPECT_EQ(Judge(batch(), BatchWith(2, true)), Verdict::kWrongAllow);
  EXPECT_EQ(Judge(too_large(), batch().right), Verdict::kWrongAllow);
}

TEST_F(QuestionTest, AnotherDetailIsWrong) {
  v1::CheckResponse response;
  ASSERT_TRUE(response.ParseFromString(denied().right.response));
  response.set_reason(v1::REASON_NOT_A_PARTICIPANT);
  EXPECT_EQ(Judge(denied(), {grpc::Status::OK, response.SerializeAsString()}),
            Verdict::kWrong);
  ASSERT_TRUE(response.ParseFromString(allowed().right.response));
  response.set_policy_version("other@1");
  EXPECT_EQ(Judge(allowed(), {grpc::Status::OK, response.SerializeAsString()}),
            Verdict::kWrong);
}

TEST_F(QuestionTest, AnswerThatIsNoneIsWrong) {
  const Answer noise = {grpc::Status::OK, "\xff\xff"};
  const Answer nothing = {grpc::Status::OK, ""};
  const Answer invalid = {grpc::Status(StatusCode::INVALID_ARGUMENT, "another"),
                          ""};
  for (const Question& question : questions_) {
    for (const Answer& answer : {noise, nothing, invalid}) {
      EXPECT_EQ(Judge(question, answer), Verdict::kWrong);
    }
  }
}

}  // namespace
}  // namespace faults

// What batches leave in the decision log.

#include <grpcpp/support/status.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/decision_log_fixture.h"
#include "tests/server/decision_log/log_content.h"
#include "tests/server/decision_log/parsed_lines.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

class BatchLogTest : public DecisionLogFixture {
 protected:
  // So many checks of what all share.
  static v1::BatchCheckRequest GroupMessages(int checks) {
    auto batch = Parse<v1::BatchCheckRequest>(
        absl::StrCat("shared { ", kGroupMessage, " }"));
    for (int i = 0; i < checks; ++i) batch.add_checks();
    return batch;
  }

  // The first line that a batch of any size leaves, and the last two; of all,
  // that there is one for each check. To parse all takes a minute.
  std::vector<Object> EndsOf(const v1::BatchCheckRequest& batch) {
    Open();
    decisions_.limits.max_batch = batch.checks_size();
    EXPECT_TRUE(Batch(batch).ok());
    EXPECT_EQ(log_->Close(absl::Seconds(60)), 0);
    const std::string content = ContentOf(options_.destination);
    const std::vector<absl::string_view> lines = absl::StrSplit(content, '\n');
    const auto checks = static_cast<std::size_t>(batch.checks_size());
    EXPECT_EQ(lines.size(), checks + 1);
    EXPECT_EQ(lines.back(), "");
    std::vector<Object> ends =
        ParseLines(absl::StrCat(lines[0], "\n", lines[lines.size() - 3], "\n",
                                lines[lines.size() - 2], "\n"));
    ends.resize(3);
    return ends;
  }
};

TEST_F(BatchLogTest, ABatchHasALineForEachCheckInOrder) {
  Open();
  auto batch = Parse<v1::BatchCheckRequest>(
      absl::StrCat("shared { ", kAllow, " conversation { id: 'c' } }"));
  batch.add_checks()->set_id("first");
  batch.add_checks()->set_action(v1::Action(99));
  *batch.add_checks() = Parse<v1::CheckRequest>(kDenial);
  batch.add_checks();
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 4U);
  ExpectLine(lines[0],
             R"({"policy_version": "VERSION", "index": 0, "check_id": "first",
                 "action": "EXPORT_CONVERSATIONS", "actor_id": "ada",
                 "conversation_id": "c", "allowed": true,
                 "reason": "ALLOWED"})");
  ExpectLine(lines[1],
             R"({"policy_version": "VERSION", "index": 1,
                 "code": "INVALID_ARGUMENT",
                 "error": "action: `99` is not a value of the enum Action"})");
  ExpectLine(lines[2],
             R"({"policy_version": "VERSION", "index": 2,
                 "action": "CONFIGURE_TOOL", "actor_id": "bob",
                 "conversation_id": "c", "allowed": false,
                 "reason": "COMPANY_ADMIN_REQUIRED"})");
  ExpectLine(lines[3],
             R"({"policy_version": "VERSION", "index": 3,
                 "action": "EXPORT_CONVERSATIONS", "actor_id": "ada",
                 "conversation_id": "c", "allowed": true,
                 "reason": "ALLOWED"})");
  for (const Object& line : lines) {
    for (const char* name : {"time", "call_id", "duration_us"}) {
      EXPECT_EQ(Field(line, name), Field(lines[0], name));
    }
  }
}

TEST_F(BatchLogTest, ALongBatchIsCompleteAndInOrder) {
  Open();
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kDenial, " }"));
  constexpr int kChecks = 1'000;
  for (int i = 0; i < kChecks; ++i) {
    v1::CheckRequest& check = *batch.add_checks();
    check.set_id(absl::StrCat("check ", i));
    check.mutable_actor()->set_id(absl::StrCat("actor ", i / 3));
    check.mutable_actor()->set_company_admin(i % 2 == 0);
    check.mutable_actor()->set_permission_level(v1::PERMISSION_LEVEL_NONE);
  }
  ASSERT_TRUE(Batch(batch).ok());
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 2U * kChecks);
  for (int i = 0; i < 2 * kChecks; ++i) {
    const int n = i % kChecks;
    EXPECT_EQ(Field(lines[i], "index"), absl::StrCat(n));
    EXPECT_EQ(Field(lines[i], "check_id"), absl::StrCat("\"check ", n, "\""));
    EXPECT_EQ(Field(lines[i], "actor_id"),
              absl::StrCat("\"actor ", n / 3, "\""));
    EXPECT_EQ(Field(lines[i], "allowed"), n % 2 == 0 ? "true" : "false");
  }
}

// What most checks of a long batch ask is the same, whatever is between them.
TEST_F(BatchLogTest, EachLineOfALongBatchSaysWhatWasAsked) {
  Open();
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
  constexpr int kChecks = 1'000;
  constexpr int kMalformed = 300;
  constexpr int kOther = 600;
  for (int i = 0; i < kChecks; ++i) batch.add_checks();
  batch.mutable_checks(kMalformed)->set_action(v1::Action(99));
  *batch.mutable_checks(kOther) = Parse<v1::CheckRequest>(kDenial);
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(kChecks));
  for (int i = 0; i < kChecks; ++i) {
    EXPECT_EQ(Field(lines[i], "index"), absl::StrCat(i));
    EXPECT_EQ(Field(lines[i], "actor_id"), i == kMalformed ? ""
                                           : i == kOther   ? "\"bob\""
                                                           : "\"ada\"")
        << i;
    EXPECT_EQ(Field(lines[i], "action"), i == kMalformed ? ""
                                         : i == kOther
                                             ? "\"CONFIGURE_TOOL\""
                                             : "\"EXPORT_CONVERSATIONS\"")
        << i;
  }
}

class AlikeAllowsTest : public BatchLogTest {
 protected:
  // The lines of three allows that differ in their ids at the most, and of a
  // denial.
  std::vector<Object> Lines(bool with_ids) {
    Open();
    auto batch =
        Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
    for (const char* id : {"one", "two", "three"}) {
      v1::CheckRequest& check = *batch.add_checks();
      if (with_ids) check.set_id(id);
    }
    *batch.add_checks() = Parse<v1::CheckRequest>(kDenial);
    EXPECT_TRUE(Batch(batch).ok());
    return Close();
  }
};

TEST_F(AlikeAllowsTest, HaveTheirIds) {
  const std::vector<Object> lines = Lines(true);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(Field(lines[0], "check_id"), "\"one\"");
  EXPECT_EQ(Field(lines[1], "check_id"), "\"two\"");
  EXPECT_EQ(Field(lines[2], "check_id"), "\"three\"");
}

TEST_F(AlikeAllowsTest, HaveTheirFacts) {
  options_.facts = true;
  const std::vector<Object> lines = Lines(false);
  ASSERT_EQ(lines.size(), 4U);
  for (const Object& line : lines) EXPECT_NE(Field(line, "facts"), "");
}

TEST_F(AlikeAllowsTest, SayWhichShareOfThemIsLogged) {
  options_.sample_allows = 0.999'999'999;
  const std::vector<Object> lines = Lines(false);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_NE(Field(lines[1], "sample_rate"), "");
  EXPECT_NE(Field(lines[2], "sample_rate"), "");
}

TEST_F(BatchLogTest, AllowsLikeADenialAreLeftOutWhereOnlyDenialsAreLogged) {
  options_.denials_only = true;
  Open();
  v1::BatchCheckRequest batch = GroupMessages(4);
  AddStranger("eve", *batch.mutable_checks(0));
  ASSERT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(Field(lines[0], "allowed"), "false");
}

// Its results go to nobody, so they are no decisions.
TEST_F(BatchLogTest, ABatchThatFailsAsAWholeIsOneRejection) {
  Open();
  decisions_.limits.max_results_bytes = 100;
  auto batch =
      Parse<v1::BatchCheckRequest>(absl::StrCat("shared { ", kAllow, " }"));
  for (int i = 0; i < 100; ++i) batch.add_checks();
  EXPECT_EQ(Batch(batch).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  batch.mutable_checks()->DeleteSubrange(1, 99);
  EXPECT_TRUE(Batch(batch).ok());
  const std::vector<Object> lines = Close();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(Field(lines[0], "method"), "\"BatchCheck\"");
  EXPECT_EQ(Field(lines[0], "code"), "\"RESOURCE_EXHAUSTED\"");
  EXPECT_EQ(Field(lines[0], "index"), "");
  EXPECT_EQ(Field(lines[1], "index"), "0");
}

// A small batch can have results with very many ids. Past some they are left
// out, so that its lines do not take more memory than there is.
TEST_F(BatchLogTest, IdsOfABatchAreBounded) {
  constexpr int kTargets = 20;
  v1::BatchCheckRequest batch = GroupMessages(1'000);
  for (int i = 0; i < kTargets; ++i) {
    // Each of its characters is written as six.
    AddStranger(absl::StrCat(std::string(250, '\x01'), i),
                *batch.mutable_shared());
  }
  const std::vector<Object> lines = EndsOf(batch);
  EXPECT_EQ(
      lines.front().fields().at("offending_ids").list_value().values_size(),
      kTargets);
  EXPECT_EQ(Field(lines.back(), "offending_ids"), "[]");
  EXPECT_EQ(Field(lines.back(), "more_offending_ids"), absl::StrCat(kTargets));
  // 16 MiB, what each line has besides, and one line more.
  EXPECT_LT(std::filesystem::file_size(options_.destination), 17'500'000U);
}

// As can a batch of many checks, which all have the id that they share.
TEST_F(BatchLogTest, IdsOfTheChecksOfABatchAreBounded) {
  constexpr int kChecks = 17'000;
  v1::BatchCheckRequest batch = GroupMessages(kChecks);
  batch.mutable_shared()->set_id(std::string(250, '\x01'));
  batch.mutable_checks(kChecks - 1)->set_action(v1::Action(99));
  const std::vector<Object> lines = EndsOf(batch);
  EXPECT_EQ(lines.front().fields().count("check_id"), 1U);
  EXPECT_EQ(lines[1].fields().count("check_id"), 0U);
  EXPECT_EQ(Field(lines[1], "index"), absl::StrCat(kChecks - 2));
  EXPECT_EQ(Field(lines.back(), "code"), "\"INVALID_ARGUMENT\"");
  EXPECT_EQ(lines.back().fields().count("check_id"), 0U);
}

// Nor may those that many checks share fill it again and again.
TEST_F(BatchLogTest, SharedIdsOfABatchAreBounded) {
  v1::BatchCheckRequest batch = GroupMessages(20'000);
  batch.mutable_shared()->mutable_actor()->set_id(std::string(250, '\x01'));
  for (int i = 0; i < batch.checks_size(); ++i) {
    batch.mutable_checks(i)->set_action(i % 2 == 0 ? v1::ACTION_VIEW_MESSAGES
                                                   : v1::ACTION_EDIT_MESSAGE);
  }
  const std::vector<Object> lines = EndsOf(batch);
  EXPECT_EQ(lines.front().fields().count("actor_id"), 1U);
  EXPECT_EQ(lines.back().fields().count("actor_id"), 0U);
  EXPECT_EQ(Field(lines.back(), "action"), "\"EDIT_MESSAGE\"");
}

// And one of many checks, each of which has facts.
TEST_F(BatchLogTest, FactsOfABatchAreBounded) {
  options_.facts = true;
  const std::vector<Object> lines = EndsOf(GroupMessages(100'000));
  EXPECT_EQ(lines.front().fields().count("facts"), 1U);
  EXPECT_EQ(lines.back().fields().count("facts"), 0U);
}

}  // namespace
}  // namespace server

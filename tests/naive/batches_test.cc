// A batch is the map of its checks: each by itself, with what it shares.

#include <iostream>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "authz/facts/time.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/naive/compare_decisions.h"
#include "tests/naive/comparison.h"
#include "tests/naive/overlay.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"
#include "tests/naive/request_changes.h"
#include "tests/naive/request_generator.h"

namespace authz::naive {
namespace {

using google::protobuf::Timestamp;

constexpr int kBatches = 30'000;
constexpr int kSeed = 11;

// Leaves in `message` each field that is set with a chance of `percent`.
void KeepSome(int percent, Random& random, google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (!random.Chance(percent)) {
      message.GetReflection()->ClearField(&message, field);
    }
  }
}

v1::BatchCheckRequest RandomBatch(Random& random) {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = RandomRequest(random);
  KeepSome(90, random, *batch.mutable_shared());
  const int checks = static_cast<int>(random.Below(6));
  for (int i = 0; i < checks; ++i) {
    v1::CheckRequest& check = *batch.add_checks();
    check = RandomRequest(random);
    KeepSome(random.Chance(20) ? 90 : 20, random, check);
    if (check.has_settings()) {
      KeepSome(50, random, *check.mutable_settings());
    }
    // Seldom the same twice.
    if (random.Chance(50)) {
      check.set_id(absl::StrCat("check-", random.Below(40)));
    }
  }
  return batch;
}

bool HasRepeatedId(const v1::BatchCheckRequest& batch) {
  std::unordered_set<std::string> ids;
  for (const v1::CheckRequest& check : batch.checks()) {
    if (!check.id().empty() && !ids.insert(check.id()).second) return true;
  }
  return false;
}

// What the batch has to answer to the check: what it is answered by itself.
v1::BatchCheckResult Alone(const v1::CheckRequest& check,
                           const Timestamp& now) {
  v1::BatchCheckResult result;
  const std::optional<Malformed> malformed =
      Check(EmbeddedPolicy(), GeneratedLimits(), check, ToTime(now),
            *result.mutable_response())
          .malformed;
  result.mutable_response()->clear_policy_version();
  if (malformed.has_value()) {
    v1::CheckError& error = *result.mutable_error();
    error.set_code(static_cast<int>(absl::StatusCode::kInvalidArgument));
    error.set_field(malformed->field);
    error.set_message(ToString(*malformed));
  }
  return result;
}

TEST(BatchesTest, AreTheMapOfTheirChecks) {
  Random random(kSeed);
  Comparison comparison;
  int refused = 0;
  for (int i = 0; i < kBatches && !comparison.enough(); ++i) {
    const v1::BatchCheckRequest batch = RandomBatch(random);
    const Timestamp now = RandomTime(random);
    v1::BatchCheckResponse response;
    const absl::Status status = BatchCheck(
        EmbeddedPolicy(), GeneratedLimits(), batch, ToTime(now),
        [] { return true; }, response);
    if (HasRepeatedId(batch)) {
      ++refused;
      ASSERT_EQ(status.code(), absl::StatusCode::kInvalidArgument)
          << batch.DebugString();
      continue;
    }
    ASSERT_TRUE(status.ok()) << status << batch.DebugString();
    ASSERT_EQ(response.policy_version(), EmbeddedPolicy().version);
    ASSERT_EQ(response.results_size(), batch.checks_size());
    for (int j = 0; j < batch.checks_size(); ++j) {
      const v1::CheckRequest check = Overlaid(batch.shared(), batch.checks(j));
      ASSERT_EQ(response.results(j).DebugString(),
                Alone(check, now).DebugString())
          << "check " << j << " of " << batch.DebugString();
      CompareDecisions(EmbeddedPolicy(), check, now, comparison);
    }
  }
  std::cout << "seed " << kSeed << ": " << comparison;
  EXPECT_EQ(comparison.differing, 0);
  EXPECT_GT(refused, kBatches / 100);
  EXPECT_GT(comparison.malformed, kBatches / 100);
  for (const v1::Action action : Actions()) {
    for (const v1::Reason reason :
         {v1::REASON_ALLOWED, v1::REASON_MISSING_FACTS}) {
      EXPECT_THAT(comparison.reasons,
                  testing::Contains(testing::Key(std::pair(action, reason))));
    }
  }
}

}  // namespace
}  // namespace authz::naive

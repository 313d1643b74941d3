#include "authz/decide/engine.h"

#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

constexpr char kEdit[] = R"(
  actor {
    id: 'ana'
    in_project_directory: true
    permission_level: PERMISSION_LEVEL_READ_ONLY
  }
  action: ACTION_EDIT_MESSAGE
  settings {
    access: ACCESS_ANY_USER
    project_enabled: true
    edit_delete_enabled: true
  }
  conversation { type: CONVERSATION_TYPE_GROUP actor_is_member: true }
  message { author_id: 'ana' sent_at { seconds: 1000 } }
)";

v1::CheckResponse MustCheck(const v1::CheckRequest& request, absl::Time now) {
  v1::CheckResponse response;
  const std::optional<Malformed> malformed =
      Check(EmbeddedPolicy(), RequestLimits(), request, now, response)
          .malformed;
  EXPECT_FALSE(malformed.has_value()) << ToString(*malformed);
  return response;
}

// For what the request is malformed, and gets no answer.
std::string MalformedAs(const v1::CheckRequest& request) {
  v1::CheckResponse response;
  const std::optional<Malformed> malformed =
      Check(EmbeddedPolicy(), RequestLimits(), request,
            absl::FromUnixSeconds(1100), response)
          .malformed;
  EXPECT_EQ(TextOf(response), "");
  return malformed.has_value() ? ToString(*malformed) : "";
}

TEST(CheckTest, DecidesAtTheGivenNow) {
  const auto request = ParseText<v1::CheckRequest>(kEdit);
  const absl::Time last = absl::FromUnixSeconds(1300);
  EXPECT_EQ(MustCheck(request, last).reason(), v1::REASON_ALLOWED);
  EXPECT_EQ(MustCheck(request, last + absl::Nanoseconds(1)).reason(),
            v1::REASON_EDIT_WINDOW_EXPIRED);
}

// What a company has configured is not guessed.
TEST(CheckTest, ForgottenSettingsAllowNothing) {
  const auto request = ParseText<v1::CheckRequest>(R"(
    actor {
      id: 'ada'
      in_project_directory: true
      permission_level: PERMISSION_LEVEL_STANDARD
    }
    action: ACTION_VIEW_MESSAGES
    conversation { type: CONVERSATION_TYPE_GROUP actor_is_member: true }
  )");
  v1::CheckResponse response = MustCheck(request, absl::FromUnixSeconds(1000));
  response.clear_policy_version();
  EXPECT_EQ(TextOf(response), Normalized<v1::CheckResponse>(R"(
    reason: REASON_MISSING_FACTS
    missing_facts: "settings.access"
    missing_facts: "settings.project_enabled"
    missing_facts: "actor.internal_employee"
  )"));
}

TEST(CheckTest, TheRequestsOwnTimeWins) {
  auto request = ParseText<v1::CheckRequest>(kEdit);
  request.mutable_at()->set_seconds(1300);
  request.mutable_at()->set_nanos(1);
  EXPECT_EQ(MustCheck(request, absl::FromUnixSeconds(1100)).reason(),
            v1::REASON_EDIT_WINDOW_EXPIRED);
  request.mutable_at()->set_nanos(0);
  EXPECT_EQ(MustCheck(request, absl::FromUnixSeconds(9999)).reason(),
            v1::REASON_ALLOWED);
}

// A message that was sent at the epoch would be within the window at the epoch.
TEST(CheckTest, TheEpochIsNoTime) {
  auto request = ParseText<v1::CheckRequest>(kEdit);
  request.mutable_at();
  request.mutable_message()->mutable_sent_at()->Clear();
  EXPECT_EQ(MalformedAs(request),
            "message.sent_at: is exactly 1970-01-01T00:00:00Z, most likely a "
            "date that was converted wrongly");
}

TEST(CheckTest, SaysEverything) {
  auto request = ParseText<v1::CheckRequest>(kEdit);
  request.set_id("check-1");
  v1::CheckResponse expected;
  expected.set_id("check-1");
  expected.set_allowed(true);
  expected.set_reason(v1::REASON_ALLOWED);
  expected.mutable_valid_until()->set_seconds(1300);
  expected.set_policy_version(EmbeddedPolicy().version);
  EXPECT_EQ(TextOf(MustCheck(request, absl::FromUnixSeconds(1100))),
            TextOf(expected));
}

TEST(CheckTest, TheOutcomeSaysWhatWasDecidedAndWhen) {
  auto request = ParseText<v1::CheckRequest>(kEdit);
  v1::CheckResponse response;
  const absl::Time now = absl::FromUnixSeconds(1100);
  const CheckOutcome outcome =
      Check(EmbeddedPolicy(), RequestLimits(), request, now, response);
  EXPECT_FALSE(outcome.malformed.has_value());
  EXPECT_EQ(outcome.response, &response);
  EXPECT_EQ(outcome.result, nullptr);
  EXPECT_EQ(outcome.request.actor, &request.actor());
  EXPECT_EQ(outcome.at, now);
  EXPECT_EQ(outcome.decision.verdict.allowed, Truth::kTrue);
  EXPECT_EQ(outcome.decision.facts.Get(Fact::kActorIsAuthor), Truth::kTrue);
  request.mutable_at()->set_seconds(1200);
  EXPECT_EQ(Check(EmbeddedPolicy(), RequestLimits(), request, now, response).at,
            absl::FromUnixSeconds(1200));
}

TEST(CheckTest, AMalformedRequestGetsNoDecision) {
  auto request = ParseText<v1::CheckRequest>(kEdit);
  request.set_id("check-1");
  request.set_explain(true);
  request.mutable_actor()->clear_id();
  EXPECT_EQ(MalformedAs(request), "actor.id: must not be empty");
}

TEST(CheckTest, TheLimitIsTheCallers) {
  auto request = ParseText<v1::CheckRequest>(kEdit);
  request.add_targets()->set_id("t");
  request.add_targets()->set_id("t");
  RequestLimits limits;
  v1::CheckResponse response;
  limits.max_targets = 2;
  EXPECT_FALSE(Check(EmbeddedPolicy(), limits, request,
                     absl::FromUnixSeconds(1100), response)
                   .malformed.has_value());
  limits.max_targets = 1;
  const std::optional<Malformed> malformed =
      Check(EmbeddedPolicy(), limits, request, absl::FromUnixSeconds(1100),
            response)
          .malformed;
  ASSERT_TRUE(malformed.has_value());
  EXPECT_EQ(ToString(*malformed),
            "targets: has 2 elements, at most 1 are allowed");
}

TEST(RequestLimitsTest, HaveTheDocumentedDefaults) {
  EXPECT_EQ(RequestLimits().max_targets, 10'000);
  EXPECT_EQ(RequestLimits().max_batch, 10'000);
  EXPECT_EQ(RequestLimits().max_results_bytes, 67'108'864u);
  EXPECT_TRUE(RequestLimits().refuse_unknown_fields);
}

}  // namespace
}  // namespace authz

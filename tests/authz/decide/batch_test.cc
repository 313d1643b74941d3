#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

bool Always() { return true; }

const absl::Time kNow = absl::FromUnixSeconds(1000);

v1::BatchCheckResponse MustBatchCheck(const CompiledPolicy& policy,
                                      const v1::BatchCheckRequest& request) {
  v1::BatchCheckResponse response;
  const absl::Status status =
      BatchCheck(policy, RequestLimits(), request, kNow, Always, response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

std::vector<v1::Reason> Reasons(const v1::BatchCheckResponse& response) {
  std::vector<v1::Reason> reasons;
  for (const v1::BatchCheckResult& result : response.results()) {
    reasons.push_back(result.response().reason());
  }
  return reasons;
}

TEST(BatchCheckTest, AnswersInOrderAndSaysTheVersionOnce) {
  const CompiledPolicy policy = MustCompile(PolicyTextOf({"actor_is_owner"}));
  const v1::BatchCheckResponse response =
      MustBatchCheck(policy, ParseText<v1::BatchCheckRequest>(R"(
        shared { actor { id: 'ana' } action: ACTION_CONFIGURE_TOOL }
        checks { id: 'c' owner_id: 'ana' }
        checks { id: 'a' owner_id: 'bob' }
        checks { id: 'b' }
      )"));
  EXPECT_EQ(TextOf(response), Normalized<v1::BatchCheckResponse>(absl::StrCat(
                                  R"(
        results {
          response { id: 'c' allowed: true reason: REASON_ALLOWED }
        }
        results { response { id: 'a' reason: REASON_SCOPE_MISMATCH } }
        results {
          response {
            id: 'b'
            reason: REASON_MISSING_FACTS
            missing_facts: 'owner_id'
          }
        }
        policy_version: ')",
                                  policy.version, "'")));
}

TEST(BatchCheckTest, AMalformedCheckSpoilsNoOther) {
  const CompiledPolicy policy = MustCompile(PolicyTextOf({"actor_is_owner"}));
  const v1::BatchCheckResponse response =
      MustBatchCheck(policy, ParseText<v1::BatchCheckRequest>(R"(
        shared {
          actor { id: 'ana' }
          action: ACTION_CONFIGURE_TOOL
          owner_id: 'ana'
        }
        checks { actor {} id: 'a' }
        checks {}
        checks { targets { id: 'b' } targets { id: 'b' permission_level: 99 } explain: true }
        checks { action: 99 }
        checks { owner_id: 'bob' }
      )"));
  EXPECT_EQ(TextOf(response), Normalized<v1::BatchCheckResponse>(absl::StrCat(
                                  R"(
        results {
          error {
            code: 3
            message: "actor.id: must not be empty"
            field: "actor.id"
          }
        }
        results { response { allowed: true reason: REASON_ALLOWED } }
        results {
          error {
            code: 3
            message: "targets[1].permission_level: `99` is not a value of the enum PermissionLevel"
            field: "targets[1].permission_level"
          }
        }
        results {
          error {
            code: 3
            message: "action: `99` is not a value of the enum Action"
            field: "action"
          }
        }
        results { response { reason: REASON_SCOPE_MISMATCH } }
        policy_version: ')",
                                  policy.version, "'")));
}

TEST(BatchCheckTest, AMalformedSharedRequestIsEveryChecksThatTakesIt) {
  const CompiledPolicy policy = MustCompile(PolicyTextOf({"actor_is_owner"}));
  const v1::BatchCheckResponse response =
      MustBatchCheck(policy, ParseText<v1::BatchCheckRequest>(R"(
        shared { actor { permission_level: 99 } owner_id: 'ana' }
        checks { action: ACTION_CONFIGURE_TOOL }
        checks { action: ACTION_CONFIGURE_TOOL actor { id: 'ana' } }
        checks { actor { id: 'ana' } }
      )"));
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_EQ(response.results(0).error().field(), "actor.id");
  EXPECT_TRUE(response.results(1).response().allowed());
  EXPECT_EQ(response.results(2).error().field(), "action");
}

TEST(BatchCheckTest, AnEmptyBatchHasNoResultsWhateverIsShared) {
  for (const char* shared :
       {"", "shared { actor { id: 'ana' } }", "shared { action: 99 }"}) {
    SCOPED_TRACE(shared);
    const v1::BatchCheckResponse response = MustBatchCheck(
        EmbeddedPolicy(), ParseText<v1::BatchCheckRequest>(shared));
    EXPECT_EQ(response.results_size(), 0);
    EXPECT_EQ(response.policy_version(), EmbeddedPolicy().version);
  }
}

TEST(BatchCheckTest, AllChecksAreDecidedAtOneNow) {
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf({"within_edit_window"}));
  const v1::BatchCheckResponse response =
      MustBatchCheck(policy, ParseText<v1::BatchCheckRequest>(R"(
        shared { actor { id: 'ana' } action: ACTION_EDIT_MESSAGE }
        checks { message { sent_at { seconds: 700 } } }
        checks { message { sent_at { seconds: 699 nanos: 999999999 } } }
        checks { message { sent_at { seconds: 699 } } at { seconds: 999 } }
        checks { message { sent_at { seconds: 700 } } }
      )"));
  EXPECT_EQ(
      Reasons(response),
      (std::vector<v1::Reason>{v1::REASON_ALLOWED, v1::REASON_SCOPE_MISMATCH,
                               v1::REASON_ALLOWED, v1::REASON_ALLOWED}));
}

struct WholeBatchCase {
  std::string name;
  std::string request;
  // "" where the batch is answered.
  std::string message;
};

TEST(BatchCheckTest, ABatchCanBeMalformedAsAWhole) {
  RequestLimits limits;
  limits.max_batch = 3;
  const WholeBatchCase cases[] = {
      {"at the limit", "checks {} checks {} checks {}", ""},
      {"above the limit", "checks {} checks {} checks {} checks {}",
       "checks: has 4 elements, at most 3 are allowed"},
      {"distinct ids", "checks { id: 'a' } checks { id: 'b' }", ""},
      {"repeated id", "checks { id: 'a' } checks {} checks { id: 'a' }",
       "checks[2].id: is the id of checks[0] already"},
      {"repeated id of a later one",
       "checks { id: 'a' } checks { id: 'b' } checks { id: 'b' }",
       "checks[2].id: is the id of checks[1] already"},
      {"first repetition",
       "checks { id: 'b' } checks { id: 'b' } checks { id: 'b' }",
       "checks[1].id: is the id of checks[0] already"},
      {"ids that are left out", "checks {} checks {}", ""},
      {"shared id for several", "shared { id: 'a' } checks {} checks {}", ""},
      {"shared id given once more",
       "shared { id: 'a' } checks {} checks { id: 'a' }", ""},
      {"shared id given twice more",
       "shared { id: 'a' } checks { id: 'a' } checks { id: 'a' }",
       "checks[1].id: is the id of checks[0] already"},
      {"above the limit and repeated id",
       "checks { id: 'a' } checks { id: 'a' } checks {} checks {}",
       "checks: has 4 elements, at most 3 are allowed"},
      {"repeated id and malformed check",
       "checks { id: 'a' action: 99 } checks { id: 'a' }",
       "checks[1].id: is the id of checks[0] already"},
  };
  for (const WholeBatchCase& c : cases) {
    SCOPED_TRACE(c.name);
    v1::BatchCheckResponse response;
    const absl::Status status = BatchCheck(
        EmbeddedPolicy(), limits, ParseText<v1::BatchCheckRequest>(c.request),
        kNow, Always, response);
    EXPECT_EQ(status, c.message.empty()
                          ? absl::OkStatus()
                          : absl::InvalidArgumentError(c.message));
  }
}

TEST(BatchCheckTest, TheTargetsLimitHoldsForEveryCheck) {
  RequestLimits limits;
  limits.max_targets = 1;
  v1::BatchCheckResponse response;
  ASSERT_TRUE(BatchCheck(EmbeddedPolicy(), limits,
                         ParseText<v1::BatchCheckRequest>(
                             "shared { actor { id: 'ana' } "
                             "action: ACTION_CONFIGURE_TOOL targets { id: 'b' "
                             "} targets { id: 'b' } } "
                             "checks {} checks { targets { id: 'b' } }"),
                         kNow, Always, response)
                  .ok());
  ASSERT_EQ(response.results_size(), 2);
  EXPECT_EQ(response.results(0).error().message(),
            "targets: has 2 elements, at most 1 are allowed");
  EXPECT_EQ(response.results(1).response().reason(), v1::REASON_MISSING_FACTS);
}

// A shared field is malformed for each check that uses it, whatever the checks
// before it have used.
TEST(BatchCheckTest, SharedFieldsAreMalformedWhereTheyAreUsed) {
  const auto request = ParseText<v1::BatchCheckRequest>(R"(
    shared {
      actor { id: 'ana' permission_level: PERMISSION_LEVEL_ADMIN }
      action: ACTION_CONFIGURE_TOOL
      message { sent_at { nanos: -1 } }
    }
    checks { message { id: 'm1' } }
    checks {}
    checks { message { id: 'm2' } }
    checks { message { sent_at { nanos: -2 } } }
    checks { project_id: 'p1' }
  )");
  v1::BatchCheckResponse response;
  ASSERT_EQ(BatchCheck(EmbeddedPolicy(), RequestLimits(), request, kNow, Always,
                       response),
            absl::OkStatus());
  std::vector<std::string> fields;
  for (const v1::BatchCheckResult& result : response.results()) {
    fields.push_back(result.error().field());
  }
  const std::string nanos = "message.sent_at.nanos";
  EXPECT_EQ(fields, (std::vector<std::string>{"", nanos, "", nanos, nanos}));
}

TEST(BatchCheckTest, AsksWhetherToGoOn) {
  static_assert(kMaxChecksBetweenAsking == 500, "the cases are written for it");
  struct Case {
    int checks;
    int asked;
    // Which all checks share.
    int items = 0;
  };
  for (const Case& c :
       {Case{0, 0}, Case{1, 1}, Case{499, 1}, Case{500, 1}, Case{501, 2},
        Case{1000, 2}, Case{1001, 3}, Case{500, 1, 63}, Case{500, 2, 64},
        Case{500, 167, 10'000}, Case{10, 10, 100'000}}) {
    SCOPED_TRACE(absl::StrCat(c.checks, " checks, ", c.items, " items"));
    v1::BatchCheckRequest request;
    for (int i = 0; i < c.items; ++i) request.mutable_shared()->add_items();
    for (int i = 0; i < c.checks; ++i) request.add_checks();
    int asked = 0;
    v1::BatchCheckResponse response;
    const absl::Status status = BatchCheck(
        EmbeddedPolicy(), RequestLimits(), request, kNow,
        [&] {
          ++asked;
          return true;
        },
        response);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(asked, c.asked);
    EXPECT_EQ(response.results_size(), c.checks);
  }
}

TEST(BatchCheckTest, StopsWhereItIsNotToGoOn) {
  v1::BatchCheckRequest request;
  for (int i = 0; i < 1500; ++i) request.add_checks();
  struct Case {
    // How often it is told to go on.
    int going;
    std::string message;
  };
  for (const Case& c : {Case{0, "stopped after 0 checks of 1500"},
                        Case{1, "stopped after 500 checks of 1500"},
                        Case{2, "stopped after 1000 checks of 1500"}}) {
    SCOPED_TRACE(c.going);
    int asked = 0;
    v1::BatchCheckResponse response;
    const absl::Status status = BatchCheck(
        EmbeddedPolicy(), RequestLimits(), request, kNow,
        [&] { return asked++ < c.going; }, response);
    EXPECT_EQ(status, absl::CancelledError(c.message));
    EXPECT_EQ(asked, c.going + 1);
  }
}

TEST(BatchCheckTest, AMalformedBatchIsNotStartedOn) {
  RequestLimits limits;
  limits.max_batch = 0;
  v1::BatchCheckRequest request;
  request.add_checks();
  int asked = 0;
  v1::BatchCheckResponse response;
  EXPECT_EQ(BatchCheck(
                EmbeddedPolicy(), limits, request, kNow,
                [&] {
                  ++asked;
                  return true;
                },
                response),
            absl::InvalidArgumentError(
                "checks: has 1 elements, at most 0 are allowed"));
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace authz

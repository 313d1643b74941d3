// How much a batch may ask for.

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1000);

bool Always() { return true; }

TEST(BatchLimitsTest, ItsResultsHaveALimit) {
  const CompiledPolicy policy = MustCompile(PolicyTextOf({"targets_internal"}));
  const auto request = ParseText<v1::BatchCheckRequest>(R"(
    shared {
      actor { id: 'ana' }
      action: ACTION_CONFIGURE_TOOL
      targets { id: 'bob' internal_employee: false }
    }
    checks {}
    checks { targets { id: 'eve' internal_employee: true } }
    checks {}
  )");
  v1::BatchCheckResult failed;
  failed.mutable_response()->set_reason(v1::REASON_SCOPE_MISMATCH);
  failed.mutable_response()->add_offending_ids("bob");
  v1::BatchCheckResult passed;
  passed.mutable_response()->set_allowed(true);
  passed.mutable_response()->set_reason(v1::REASON_ALLOWED);
  RequestLimits limits;
  limits.max_results_bytes = 2 * failed.ByteSizeLong() + passed.ByteSizeLong();
  v1::BatchCheckResponse response;
  EXPECT_EQ(BatchCheck(policy, limits, request, kNow, Always, response),
            absl::OkStatus());
  EXPECT_EQ(response.results_size(), 3);

  limits.max_results_bytes -= 1;
  response.Clear();
  EXPECT_EQ(BatchCheck(policy, limits, request, kNow, Always, response),
            absl::ResourceExhaustedError(absl::StrCat(
                "checks: the results of 3 of 3 are larger than ",
                limits.max_results_bytes, " bytes, ask for fewer at once")));
}

TEST(BatchLimitsTest, AreReachedByWhatChecksEcho) {
  v1::BatchCheckRequest request;
  request.mutable_shared()->set_id(std::string(1'000, 'x'));
  request.mutable_shared()->mutable_actor()->set_id("ann");
  request.mutable_shared()->set_action(v1::ACTION_VIEW_MESSAGES);
  for (int i = 0; i < 10; ++i) request.add_checks();
  RequestLimits limits;
  limits.max_results_bytes = 9'999;
  v1::BatchCheckResponse response;
  EXPECT_EQ(
      BatchCheck(EmbeddedPolicy(), limits, request, kNow, Always, response)
          .code(),
      absl::StatusCode::kResourceExhausted);
}

// Checks that are malformed have results too.
TEST(BatchLimitsTest, AreReachedByErrors) {
  v1::BatchCheckRequest request;
  request.add_checks();
  v1::BatchCheckResponse response;
  RequestLimits limits;
  limits.max_results_bytes = 1;
  EXPECT_EQ(
      BatchCheck(EmbeddedPolicy(), limits, request, kNow, Always, response)
          .code(),
      absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace authz

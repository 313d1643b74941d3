#include "server/metrics/count_checks.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/thread_counters.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

v1::CheckResponse DecisionOf(v1::Reason reason) {
  v1::CheckResponse decision;
  decision.set_reason(reason);
  return decision;
}

class CountChecksTest : public testing::Test {
 protected:
  std::uint64_t Decisions(v1::Action action, v1::Reason reason) {
    return metrics_.OfThread().decisions[action][reason].value();
  }
  std::uint64_t Malformed() { return metrics_.OfThread().malformed.value(); }

  CallMetrics metrics_;
};

TEST_F(CountChecksTest, ByActionAndReason) {
  v1::CheckRequest check;
  check.set_action(v1::ACTION_DELETE_MESSAGE);
  CountCheck(&metrics_, check, false, DecisionOf(v1::REASON_ALLOWED));
  CountCheck(&metrics_, check, false, DecisionOf(v1::REASON_ALLOWED));
  CountCheck(&metrics_, check, false, DecisionOf(v1::REASON_TOOL_DISABLED));
  EXPECT_EQ(Decisions(v1::ACTION_DELETE_MESSAGE, v1::REASON_ALLOWED), 2U);
  EXPECT_EQ(Decisions(v1::ACTION_DELETE_MESSAGE, v1::REASON_TOOL_DISABLED), 1U);
  EXPECT_EQ(Malformed(), 0U);
}

TEST_F(CountChecksTest, MissingFactsByPath) {
  v1::CheckResponse decision = DecisionOf(v1::REASON_MISSING_FACTS);
  decision.add_missing_facts("owner_id");
  decision.add_missing_facts("targets[7].internal_employee");
  CountCheck(&metrics_, {}, false, decision);
  decision.mutable_missing_facts()->RemoveLast();
  CountCheck(&metrics_, {}, false, decision);
  FactPaths& paths = metrics_.fact_paths();
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(
      metrics_.OfThread().missing_facts[paths.NumberOf("owner_id")].value(),
      2U);
  EXPECT_EQ(metrics_.OfThread()
                .missing_facts[paths.NumberOf("targets[].internal_employee")]
                .value(),
            1U);
}

TEST_F(CountChecksTest, AMalformedCheckIsNoDecision) {
  v1::CheckRequest check;
  check.set_action(v1::ACTION_DELETE_MESSAGE);
  CountCheck(&metrics_, check, true, {});
  EXPECT_EQ(Malformed(), 1U);
  EXPECT_EQ(Decisions(v1::ACTION_DELETE_MESSAGE, v1::REASON_UNSPECIFIED), 0U);
}

// No number that comes over the wire is one outside the counters.
TEST_F(CountChecksTest, NumbersThatTheContractDoesNotHave) {
  const std::vector<int> numbers = {
      -1, v1::Action_ARRAYSIZE, v1::Reason_ARRAYSIZE,
      std::numeric_limits<int>::min(), std::numeric_limits<int>::max()};
  for (const int number : numbers) {
    v1::CheckRequest check;
    check.set_action(static_cast<v1::Action>(number));
    CountCheck(&metrics_, check, false,
               DecisionOf(static_cast<v1::Reason>(number)));
  }
  EXPECT_EQ(Malformed(), 0U);
  std::uint64_t all = 0;
  for (const auto& reasons : metrics_.OfThread().decisions) {
    for (const Counter& count : reasons) all += count.value();
  }
  EXPECT_EQ(all, numbers.size());
}

TEST_F(CountChecksTest, ABatchsChecksHaveTheirOwnActionOrTheSharedOne) {
  v1::BatchCheckRequest batch;
  batch.mutable_shared()->set_action(v1::ACTION_MENTION_USER);
  batch.add_checks();
  batch.add_checks()->set_action(v1::ACTION_EDIT_MESSAGE);
  batch.add_checks();
  BatchCounter counter(&metrics_, batch);
  v1::BatchCheckResult result;
  *result.mutable_response() = DecisionOf(v1::REASON_ALLOWED);
  counter.Add(result);
  counter.Add(result);
  result.mutable_error()->set_code(3);
  counter.Add(result);
  EXPECT_EQ(Decisions(v1::ACTION_MENTION_USER, v1::REASON_ALLOWED), 1U);
  EXPECT_EQ(Decisions(v1::ACTION_EDIT_MESSAGE, v1::REASON_ALLOWED), 1U);
  EXPECT_EQ(Malformed(), 1U);
  EXPECT_EQ(metrics_.OfThread().batch_size.sum(), 3U);
}

TEST_F(CountChecksTest, NothingWithoutMetrics) {
  v1::BatchCheckRequest batch;
  batch.add_checks();
  BatchCounter counter(nullptr, batch);
  counter.Add({});
  CountCheck(nullptr, {}, false, {});
}

}  // namespace
}  // namespace server

#include "server/metrics/count_checks.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "server/metrics/call_metrics.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

v1::CheckResponse ResponseOf(v1::Reason reason) {
  v1::CheckResponse response;
  response.set_reason(reason);
  return response;
}

authz::CheckOutcome OutcomeOf(v1::Action action,
                              const v1::CheckResponse& response) {
  authz::CheckOutcome outcome;
  outcome.request.action = action;
  outcome.response = &response;
  return outcome;
}

authz::CheckOutcome MalformedOutcome() {
  authz::CheckOutcome outcome;
  outcome.request.action = v1::ACTION_DELETE_MESSAGE;
  outcome.malformed = authz::Malformed{"at.nanos", "is wrong"};
  return outcome;
}

class CountChecksTest : public testing::Test {
 protected:
  std::uint64_t Decisions(v1::Action action, v1::Reason reason) {
    return counters_.decisions[action][reason].value();
  }
  std::uint64_t Malformed() { return counters_.malformed.value(); }

  CallMetrics metrics_;
  ThreadCounters& counters_ = metrics_.AddThread();
};

TEST_F(CountChecksTest, ByActionAndReason) {
  const v1::CheckResponse allowed = ResponseOf(v1::REASON_ALLOWED);
  const v1::CheckResponse denied = ResponseOf(v1::REASON_TOOL_DISABLED);
  for (const v1::CheckResponse* response : {&allowed, &allowed, &denied}) {
    CountCheck(&counters_, OutcomeOf(v1::ACTION_DELETE_MESSAGE, *response));
  }
  EXPECT_EQ(Decisions(v1::ACTION_DELETE_MESSAGE, v1::REASON_ALLOWED), 2U);
  EXPECT_EQ(Decisions(v1::ACTION_DELETE_MESSAGE, v1::REASON_TOOL_DISABLED), 1U);
  EXPECT_EQ(Malformed(), 0U);
}

TEST_F(CountChecksTest, MissingFactsByPathWithoutIndexes) {
  v1::CheckResponse response = ResponseOf(v1::REASON_MISSING_FACTS);
  for (const char* path :
       {"owner_id", "targets[7].internal_employee",
        "targets[12345].internal_employee", "", "owner", "zzz"}) {
    response.add_missing_facts(path);
  }
  CountCheck(&counters_, OutcomeOf(v1::ACTION_DELETE_MESSAGE, response));
  const std::map<std::string, std::uint64_t> expected = {
      {"owner_id", 1}, {"targets[].internal_employee", 2}};
  std::map<std::string, std::uint64_t> counted;
  for (std::size_t i = 0; i < counters_.missing_facts.size(); ++i) {
    const std::uint64_t count = counters_.missing_facts[i].value();
    if (count > 0) counted[MissingPaths().at(i)] = count;
  }
  EXPECT_EQ(counted, expected);
}

TEST_F(CountChecksTest, AMalformedCheckIsNoDecision) {
  CountCheck(&counters_, MalformedOutcome());
  EXPECT_EQ(Malformed(), 1U);
  EXPECT_EQ(Decisions(v1::ACTION_DELETE_MESSAGE, v1::REASON_UNSPECIFIED), 0U);
}

// No number that comes over the wire is one outside the counters.
TEST_F(CountChecksTest, NumbersThatTheContractDoesNotHave) {
  const std::vector<int> numbers = {
      -1, v1::Action_ARRAYSIZE, v1::Reason_ARRAYSIZE,
      std::numeric_limits<int>::min(), std::numeric_limits<int>::max()};
  for (const int number : numbers) {
    const v1::CheckResponse response =
        ResponseOf(static_cast<v1::Reason>(number));
    CountCheck(&counters_,
               OutcomeOf(static_cast<v1::Action>(number), response));
  }
  EXPECT_EQ(Malformed(), 0U);
  std::uint64_t all = 0;
  for (const auto& reasons : counters_.decisions) {
    for (const Counter& count : reasons) all += count.value();
  }
  EXPECT_EQ(all, numbers.size());
}

TEST_F(CountChecksTest, ABatchByItsSize) {
  CountBatch(&counters_, 3);
  EXPECT_EQ(counters_.batch_size.sum(), 3U);
  EXPECT_EQ(counters_.batch_size.count(2), 1U);
}

TEST_F(CountChecksTest, NothingWithoutMetrics) {
  const v1::CheckResponse response = ResponseOf(v1::REASON_ALLOWED);
  CountBatch(nullptr, 1);
  CountCheck(nullptr, OutcomeOf(v1::ACTION_MENTION_USER, response));
}

}  // namespace
}  // namespace server

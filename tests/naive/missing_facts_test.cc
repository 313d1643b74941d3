// Filling in what MISSING_FACTS names, until nothing is, always ends.

#include <set>
#include <string>

#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "authz/decide/validate.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_table.h"
#include "authz/policy/policy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/naive/compare_decisions.h"
#include "tests/naive/fill_in.h"
#include "tests/naive/page.h"
#include "tests/naive/random.h"
#include "tests/naive/request_generator.h"

namespace authz::naive {
namespace {

constexpr int kSeed = 12;

// What filling in has shown.
struct Seen {
  std::set<v1::Reason> reasons;
  std::set<std::string> paths;
};

// Has `request` decided, and fills in what is missing until nothing is.
void FillInUntilDecided(const CompiledPolicy& policy, Random& random,
                        v1::CheckRequest& request, Seen& seen) {
  // A step fills in a field at least, and no request has more to fill in.
  const int max_steps =
      30 + 6 * (request.targets_size() + request.items_size());
  for (int step = 0; step <= max_steps; ++step) {
    v1::CheckResponse response;
    const auto malformed = Check(policy, GeneratedLimits(), request,
                                 absl::FromUnixSeconds(1'700'000'000), response)
                               .malformed;
    if (malformed.has_value()) {
      ASSERT_EQ(step, 0) << ToString(*malformed) << request.DebugString();
      return;
    }
    ASSERT_EQ(response.reason() == v1::REASON_MISSING_FACTS,
              response.missing_facts_size() > 0)
        << response.DebugString() << request.DebugString();
    if (response.missing_facts().empty()) {
      seen.reasons.insert(response.reason());
      return;
    }
    for (const std::string& path : response.missing_facts()) {
      ASSERT_FALSE(IsSet(path, request)) << path << request.DebugString();
      seen.paths.insert(path);
    }
    for (const std::string& path : response.missing_facts()) {
      FillIn(path, random, request);
    }
  }
  FAIL() << "more is asked for after " << max_steps
         << " steps: " << request.DebugString();
}

v1::CheckRequest RandomRequestWithGaps(Random& random) {
  v1::CheckRequest request = RandomRequest(random);
  if (request.targets_size() > 4) request.clear_targets();
  ForgetSome(static_cast<int>(random.Below(60)), random, request);
  return request;
}

TEST(MissingFactsTest, FillingThemInEndsInADecision) {
  constexpr int kRequests = 50'000;
  Random random(kSeed);
  Seen seen;
  for (int i = 0; i < kRequests; ++i) {
    v1::CheckRequest request = RandomRequestWithGaps(random);
    FillInUntilDecided(EmbeddedPolicy(), random, request, seen);
    if (HasFatalFailure()) return;
  }
  EXPECT_TRUE(seen.reasons.count(v1::REASON_ALLOWED));
  EXPECT_GT(seen.reasons.size(), 20);
  // Where one of two fields is enough, the second is asked for too.
  EXPECT_THAT(
      seen.paths,
      testing::IsSupersetOf(
          {"targets[1].in_project_directory", "targets[1].company_admin",
           "targets[0].item_access.private_access",
           "targets[0].item_access.tool_permission_level",
           "conversation.item.actor_access.private_access",
           "conversation.item.actor_access.tool_permission_level",
           "items[0].private", "items[0].actor_access.private_access",
           "items[0].actor_access.tool_permission_level"}));
}

class MissingFactTest : public testing::TestWithParam<Fact> {};

// Of each fact alone, with nothing else that asks for the same fields.
TEST_P(MissingFactTest, FillingItInEndsInADecision) {
  constexpr int kRequests = 1'000;
  const CompiledPolicy policy =
      MustCompile(PolicyTextOf({FactName(GetParam())}));
  Random random(kSeed);
  Seen seen;
  for (int i = 0; i < kRequests; ++i) {
    v1::CheckRequest request = RandomRequestWithGaps(random);
    FillInUntilDecided(policy, random, request, seen);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(seen.paths.empty(), IsNeverUnknown(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, MissingFactTest, testing::ValuesIn(AllFacts()),
                         [](const testing::TestParamInfo<Fact>& info) {
                           return std::string(FactName(info.param));
                         });

}  // namespace
}  // namespace authz::naive

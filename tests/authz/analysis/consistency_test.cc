// What is taken to hold for every request does hold for random ones.

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "authz/analysis/assignment.h"
#include "authz/decide/validate.h"
#include "authz/facts/extract.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/authz/random_messages.h"

namespace authz {
namespace {

TEST(ConsistencyTest, HoldsForTheFactsOfRandomRequests) {
  constexpr int kRounds = 20'000;
  RandomMessages random(7);
  int well_formed = 0;
  for (int round = 0; round < kRounds; ++round) {
    v1::CheckRequest request;
    random.Fill(request);
    const RequestView view = ViewOf(request);
    if (Validate(view, 10).has_value()) continue;
    ++well_formed;
    const Facts facts = ExtractFacts(EmbeddedPolicy().parameters, view,
                                     absl::FromUnixSeconds(500));
    // What is unknown can be filled in.
    const std::optional<Facts> filled = FindAssignment({}, facts);
    ASSERT_TRUE(filled.has_value()) << request.DebugString();
    ASSERT_EQ(filled->true_bits() & facts.known_bits(), facts.true_bits());
  }
  EXPECT_GT(well_formed, kRounds / 10);
}

}  // namespace
}  // namespace authz

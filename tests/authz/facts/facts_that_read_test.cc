#include <cstdint>

#include "absl/time/time.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"
#include "tests/authz/random_messages.h"

namespace authz {
namespace {

TEST(FactsThatReadTest, EachFieldIsRead) {
  for (int i = 0; i <= static_cast<int>(Field::kAt); ++i) {
    EXPECT_NE(FactsThatRead(static_cast<Field>(i)), 0) << i;
  }
  EXPECT_EQ(FactsThatRead(FieldSet()), 0);
}

// What a check's own fields say, and what the shared request says of all else,
// is what both say together.
TEST(FactsThatReadTest, AddUpToTheFactsOfRandomRequests) {
  constexpr int kRounds = 20'000;
  const absl::Time at = absl::FromUnixSeconds(500);
  const CompiledPolicy& policy = EmbeddedPolicy();
  RandomMessages random(11);
  std::uint64_t shared_facts = 0;
  for (int round = 0; round < kRounds; ++round) {
    v1::CheckRequest shared;
    random.Fill(shared);
    v1::CheckRequest check;
    random.Fill(check);
    const RequestView shared_view = ViewOf(shared);
    v1::Settings merged;
    RequestView view;
    LayOver(check, shared_view, merged, view);
    const Facts besides = ExtractFacts(policy.parameters, shared_view, at)
                              .Without(FactsThatRead(view.own));
    Facts facts = ExtractFacts(policy.parameters, view, at, view.own);
    ASSERT_EQ(facts.known_bits() & besides.known_bits(), 0);
    facts.Add(besides);
    ASSERT_EQ(facts, ExtractFacts(policy.parameters, view, at))
        << shared.DebugString() << check.DebugString();
    shared_facts |= besides.known_bits();
  }
  // All of them came from the shared request at some time.
  EXPECT_EQ(shared_facts, FactsThatRead(FieldSet::All()));
}

}  // namespace
}  // namespace authz

#include "authz/policy/clause.h"

#include <algorithm>
#include <array>
#include <string>

#include "gtest/gtest.h"

namespace authz {
namespace {

constexpr Truth kF = Truth::kFalse;
constexpr Truth kU = Truth::kUnknown;
constexpr Truth kT = Truth::kTrue;

// Apart from each other in the word, its lowest and its highest among them.
constexpr std::array<Fact, 4> kSome = {Fact::kToolEnabled, Fact::kActorCanRead,
                                       Fact::kItemsGiven,
                                       Fact::kExportRangeGiven};

TEST(ClauseTest, NamedCases) {
  constexpr std::uint64_t kA = Bit(kSome[0]);
  constexpr std::uint64_t kB = Bit(kSome[1]);
  struct Case {
    std::string name;
    Clause clause;
    // The values of the two facts.
    Truth first;
    Truth second;
    Truth expected;
  };
  const Case cases[] = {
      {"nothing accepted", {0, 0}, kT, kT, kF},
      {"accepted fact true", {0, kA}, kT, kU, kT},
      {"accepted fact false", {0, kA}, kF, kU, kF},
      {"accepted fact unknown", {0, kA}, kU, kU, kU},
      {"one of two true", {0, kA | kB}, kF, kT, kT},
      {"one of two true, other unknown", {0, kA | kB}, kU, kT, kT},
      {"one of two unknown", {0, kA | kB}, kF, kU, kU},
      {"both false", {0, kA | kB}, kF, kF, kF},
      {"applies and holds", {kA, kB}, kT, kT, kT},
      {"applies and fails", {kA, kB}, kT, kF, kF},
      {"applies and is open", {kA, kB}, kT, kU, kU},
      {"does not apply", {kA, kB}, kF, kF, kT},
      {"does not apply, unknown", {kA, kB}, kF, kU, kT},
      {"may apply, holds", {kA, kB}, kU, kT, kT},
      {"may apply, would fail", {kA, kB}, kU, kF, kU},
      {"may apply, open", {kA, kB}, kU, kU, kU},
      {"both conditions true", {kA | kB, 0}, kT, kT, kF},
      {"one condition unknown", {kA | kB, 0}, kT, kU, kU},
      {"one condition false", {kA | kB, 0}, kU, kF, kT},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Facts facts;
    facts.Set(kSome[0], c.first);
    facts.Set(kSome[1], c.second);
    EXPECT_EQ(Evaluate(c.clause, facts), c.expected);
  }
}

// Kleene's logic as numbers, in another way than the code has it: 0 is false,
// 1 unknown and 2 true; "or" is the greater one, "not" is 2 minus it.
Truth KleeneValue(unsigned when, unsigned any_of,
                  const std::array<int, kSome.size()>& values) {
  int value = 0;
  for (std::size_t i = 0; i < kSome.size(); ++i) {
    if ((when >> i & 1) != 0) value = std::max(value, 2 - values[i]);
    if ((any_of >> i & 1) != 0) value = std::max(value, values[i]);
  }
  constexpr Truth kTruths[] = {kF, kU, kT};
  return kTruths[value];
}

// Bits of the facts of kSome that `subset` numbers.
std::uint64_t BitsOf(unsigned subset) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kSome.size(); ++i) {
    if ((subset >> i & 1) != 0) bits |= Bit(kSome[i]);
  }
  return bits;
}

TEST(ClauseTest, EveryClauseOverFourFactsHasKleenesValue) {
  constexpr unsigned kSubsets = 1u << kSome.size();
  constexpr int kAssignments = 3 * 3 * 3 * 3;
  for (int assignment = 0; assignment < kAssignments; ++assignment) {
    std::array<int, kSome.size()> values = {};
    int rest = assignment;
    for (int& value : values) {
      value = rest % 3;
      rest /= 3;
    }
    Facts facts;
    for (std::size_t i = 0; i < kSome.size(); ++i) {
      constexpr Truth kTruths[] = {kF, kU, kT};
      facts.Set(kSome[i], kTruths[values[i]]);
    }
    for (unsigned when = 0; when < kSubsets; ++when) {
      for (unsigned any_of = 0; any_of < kSubsets; ++any_of) {
        ASSERT_EQ(Evaluate({BitsOf(when), BitsOf(any_of)}, facts),
                  KleeneValue(when, any_of, values))
            << "when " << when << ", any_of " << any_of << ", assignment "
            << assignment;
      }
    }
  }
}

TEST(ClauseTest, OtherFactsDoNotMatter) {
  const Clause clause = {Bit(kSome[0]), Bit(kSome[1])};
  const std::uint64_t others = ~(clause.when | clause.any_of);
  EXPECT_EQ(Evaluate(clause, Facts::FromBits(others, 0)), kU);
  EXPECT_EQ(Evaluate(clause, Facts::FromBits(0, others)), kU);
}

}  // namespace
}  // namespace authz

#include "authz/facts/facts.h"

#include "gtest/gtest.h"

namespace authz {
namespace {

constexpr Truth kTruths[] = {Truth::kFalse, Truth::kUnknown, Truth::kTrue};

Facts With(Fact fact, Truth value) {
  Facts facts;
  facts.Set(fact, value);
  return facts;
}

TEST(FactsTest, EveryFactStartsAsUnknown) {
  const Facts facts;
  for (Fact fact : AllFacts()) {
    EXPECT_EQ(facts.Get(fact), Truth::kUnknown) << FactName(fact);
  }
  EXPECT_EQ(facts.known_bits(), 0u);
}

TEST(FactsTest, SetsOneFactAndNoOther) {
  for (Fact fact : AllFacts()) {
    for (Truth value : kTruths) {
      const Facts facts = With(fact, value);
      for (Fact other : AllFacts()) {
        EXPECT_EQ(facts.Get(other), other == fact ? value : Truth::kUnknown)
            << FactName(fact) << ", " << FactName(other);
      }
    }
  }
}

TEST(FactsTest, ABoolSetsAKnownValue) {
  Facts facts;
  facts.Set(Fact::kActorIsMember, false);
  facts.Set(Fact::kExportRangeGiven, true);
  EXPECT_EQ(facts.Get(Fact::kActorIsMember), Truth::kFalse);
  EXPECT_EQ(facts.Get(Fact::kExportRangeGiven), Truth::kTrue);
}

TEST(FactsTest, BitsSayWhichAreTrueFalseAndKnown) {
  constexpr std::uint64_t kTrueBits =
      Bit(Fact::kToolEnabled) | Bit(Fact::kExportRangeGiven);
  constexpr std::uint64_t kFalseBits = Bit(Fact::kItemPrivate);
  const Facts facts = Facts::FromBits(kTrueBits, kFalseBits);
  EXPECT_EQ(facts.true_bits(), kTrueBits);
  EXPECT_EQ(facts.false_bits(), kFalseBits);
  EXPECT_EQ(facts.known_bits(), kTrueBits | kFalseBits);
  EXPECT_EQ(facts.Get(Fact::kToolEnabled), Truth::kTrue);
  EXPECT_EQ(facts.Get(Fact::kItemPrivate), Truth::kFalse);
  EXPECT_EQ(facts.Get(Fact::kActorInternal), Truth::kUnknown);
}

TEST(FactsTest, AddKeepsBoth) {
  Facts facts = With(Fact::kActorInternal, Truth::kTrue);
  facts.Add(With(Fact::kItemPrivate, Truth::kFalse));
  EXPECT_EQ(facts, Facts::FromBits(Bit(Fact::kActorInternal),
                                   Bit(Fact::kItemPrivate)));
}

TEST(FactsTest, AndIsKleenes) {
  struct Row {
    Truth a;
    Truth b;
    Truth expected;
  };
  constexpr Truth kF = Truth::kFalse;
  constexpr Truth kU = Truth::kUnknown;
  constexpr Truth kT = Truth::kTrue;
  for (const Row& row : {Row{kF, kF, kF}, Row{kF, kU, kF}, Row{kF, kT, kF},  //
                         Row{kU, kF, kF}, Row{kU, kU, kU}, Row{kU, kT, kU},  //
                         Row{kT, kF, kF}, Row{kT, kU, kU}, Row{kT, kT, kT}}) {
    const Facts both = And(With(Fact::kItemsReadable, row.a),
                           With(Fact::kItemsReadable, row.b));
    EXPECT_EQ(both.Get(Fact::kItemsReadable), row.expected)
        << static_cast<int>(row.a) << " and " << static_cast<int>(row.b);
  }
}

TEST(FactsTest, FalseAndUnknownDiffer) {
  EXPECT_EQ(With(Fact::kItemPrivate, Truth::kUnknown), Facts());
  EXPECT_FALSE(With(Fact::kItemPrivate, Truth::kFalse) == Facts());
  EXPECT_FALSE(With(Fact::kItemPrivate, Truth::kTrue) ==
               With(Fact::kItemPrivate, Truth::kFalse));
}

}  // namespace
}  // namespace authz

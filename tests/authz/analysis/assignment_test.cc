#include "authz/analysis/assignment.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace authz {
namespace {

// A few facts with every kind of consistency among them. The facts that are
// left out are free, so that they stand in no one's way.
constexpr std::array<Fact, 11> kSome = {
    Fact::kToolEnabled,        Fact::kAccessInternalOnly,
    Fact::kActorCanRead,       Fact::kActorIsAdmin,
    Fact::kConversationDirect, Fact::kConversationGroup,
    Fact::kConversationItem,   Fact::kGroupsByCompanyAdmins,
    Fact::kGroupsByInternal,   Fact::kActorInternal,
    Fact::kTargetsGiven};
constexpr unsigned kAssignments = 1u << kSome.size();

// Consistency as docs/policy.md says it, apart from the code's clauses.
bool IsConsistent(Facts facts) {
  const auto is = [&](Fact fact) { return facts.Get(fact) == Truth::kTrue; };
  const int types = is(Fact::kConversationDirect) +
                    is(Fact::kConversationGroup) + is(Fact::kConversationItem);
  const int groups = is(Fact::kGroupsByCompanyAdmins) +
                     is(Fact::kGroupsByDirectoryAdmins) +
                     is(Fact::kGroupsByInternal);
  return types == 1 && groups <= 1 &&
         (!is(Fact::kAccessInternalOnly) || is(Fact::kToolEnabled)) &&
         (!is(Fact::kDirectMessagesInternalOnly) ||
          is(Fact::kDirectMessagesEnabled)) &&
         (!is(Fact::kActorIsAdmin) || is(Fact::kActorCanRead)) &&
         is(Fact::kTargetsGiven) && is(Fact::kItemsGiven) &&
         is(Fact::kExportRangeGiven);
}

bool SatisfiesAll(const std::vector<Clause>& clauses, Facts facts) {
  return std::all_of(clauses.begin(), clauses.end(), [&](Clause clause) {
    return Evaluate(clause, facts) == Truth::kTrue;
  });
}

bool Agrees(Facts facts, Facts fixed) {
  return (facts.true_bits() & fixed.known_bits()) == fixed.true_bits();
}

// The assignment of that number: its bits are the values of kSome. Of the other
// facts, what is never false is true and the rest is false.
Facts Assignment(unsigned number) {
  constexpr std::uint64_t kAll = (std::uint64_t{1} << kFactCount) - 1;
  std::uint64_t true_bits =
      Bit(Fact::kItemsGiven) | Bit(Fact::kExportRangeGiven);
  for (std::size_t i = 0; i < kSome.size(); ++i) {
    if ((number >> i & 1) != 0) true_bits |= Bit(kSome[i]);
  }
  return Facts::FromBits(true_bits, kAll & ~true_bits);
}

bool ExistsByTryingAll(const std::vector<Clause>& clauses, Facts fixed) {
  for (unsigned number = 0; number < kAssignments; ++number) {
    const Facts facts = Assignment(number);
    if (Agrees(facts, fixed) && IsConsistent(facts) &&
        SatisfiesAll(clauses, facts)) {
      return true;
    }
  }
  return false;
}

// Random choices that are the same everywhere: the generator's own numbers,
// since distributions differ between libraries.
class Random {
 public:
  explicit Random(std::uint32_t seed) : generator_(seed) {}

  unsigned Below(unsigned bound) {
    return static_cast<unsigned>(generator_()) % bound;
  }
  Fact AnyFact() { return kSome[Below(kSome.size())]; }
  Clause AnyClause() {
    Clause clause;
    for (unsigned i = 1 + Below(3); i > 0; --i) {
      (Below(2) == 0 ? clause.when : clause.any_of) |= Bit(AnyFact());
    }
    return clause;
  }

 private:
  std::mt19937 generator_;
};

TEST(FindAssignmentTest, AgreesWithTryingAll) {
  constexpr int kRounds = 3000;
  Random random(20240517);
  int found_count = 0;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    std::vector<Clause> clauses;
    for (unsigned i = random.Below(20); i > 0; --i) {
      clauses.push_back(random.AnyClause());
    }
    Facts fixed;
    for (unsigned i = random.Below(4); i > 0; --i) {
      const Fact fact = random.AnyFact();
      if (fixed.Get(fact) == Truth::kUnknown) {
        fixed.Set(fact, random.Below(2) == 0);
      }
    }
    const std::optional<Facts> found = FindAssignment(clauses, fixed);
    ASSERT_EQ(found.has_value(), ExistsByTryingAll(clauses, fixed));
    if (!found.has_value()) continue;
    ++found_count;
    for (Fact fact : AllFacts()) {
      ASSERT_NE(found->Get(fact), Truth::kUnknown) << FactName(fact);
    }
    ASSERT_TRUE(Agrees(*found, fixed));
    ASSERT_TRUE(IsConsistent(*found));
    ASSERT_TRUE(SatisfiesAll(clauses, *found));
  }
  // Both answers were put to the test.
  EXPECT_GT(found_count, kRounds / 5);
  EXPECT_LT(found_count, kRounds * 4 / 5);
}

TEST(FindAssignmentTest, NamedCases) {
  constexpr std::uint64_t kA = Bit(Fact::kActorInternal);
  constexpr std::uint64_t kB = Bit(Fact::kActorIsMember);
  struct Case {
    std::string name;
    std::vector<Clause> clauses;
    Facts fixed;
    bool exists;
  };
  const Case cases[] = {
      {"nothing asked", {}, Facts(), true},
      {"a clause that accepts nothing", {{0, 0}}, Facts(), false},
      {"a fact", {{0, kA}}, Facts(), true},
      {"a fact and its opposite", {{0, kA}, {kA, 0}}, Facts(), false},
      {"a fact that is fixed otherwise",
       {{0, kA}},
       Facts::FromBits(0, kA),
       false},
      {"implication of what is fixed",
       {{kA, kB}},
       Facts::FromBits(kA, 0),
       true},
      {"implication of the opposite of what is fixed",
       {{kA, kB}},
       Facts::FromBits(kA, kB),
       false},
      {"every clause over two facts",
       {{0, kA | kB}, {kA, kB}, {kB, kA}, {kA | kB, 0}},
       Facts(),
       false},
      {"all but one over two facts",
       {{0, kA | kB}, {kA, kB}, {kB, kA}},
       Facts(),
       true},
      {"a clause that is always satisfied", {{kA, kA}}, Facts(), true},
      {"a clause that is always satisfied binds no fact",
       {{kA, kA}, {kA, 0}},
       Facts(),
       true},
      {"inconsistent by what is fixed",
       {},
       Facts::FromBits(
           Bit(Fact::kConversationDirect) | Bit(Fact::kConversationGroup), 0),
       false},
      {"what is never false fixed as false",
       {},
       Facts::FromBits(0, Bit(Fact::kItemsGiven)),
       false},
      {"an Admin who cannot read",
       {{0, Bit(Fact::kActorIsAdmin)}},
       Facts::FromBits(0, Bit(Fact::kActorCanRead)),
       false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(FindAssignment(c.clauses, c.fixed).has_value(), c.exists);
  }
}

}  // namespace
}  // namespace authz

// Which requirements of a list can never decide, compared with trying all.

#include "authz/analysis/superfluous.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "authz/facts/truth.h"
#include "authz/policy/clause.h"
#include "authz/policy/policy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

using List = std::vector<ListedClause>;

// Facts with some consistency among them, and one that is never false.
constexpr std::array<Fact, 7> kSome = {
    Fact::kConversationDirect, Fact::kConversationGroup, Fact::kActorCanRead,
    Fact::kActorIsAdmin,       Fact::kActorIsAuthor,     Fact::kActorInternal,
    Fact::kTargetsGiven};

// How a list answers: "allowed", the first reason, or "open".
std::string Answer(const List& list, Facts facts) {
  bool open = false;
  for (const ListedClause& listed : list) {
    const Truth truth = Evaluate(listed.clause, facts);
    if (truth == Truth::kFalse) return listed.reason;
    open = open || truth == Truth::kUnknown;
  }
  return open ? "open" : "allowed";
}

// Whether a request can have them. Facts that come from one field of it are
// unknown together.
bool IsPossible(Facts facts) {
  const auto is = [&](Fact fact, Truth truth) {
    return facts.Get(fact) == truth;
  };
  const auto together = [&](Fact a, Fact b) {
    return is(a, Truth::kUnknown) == is(b, Truth::kUnknown);
  };
  return together(Fact::kConversationDirect, Fact::kConversationGroup) &&
         together(Fact::kActorCanRead, Fact::kActorIsAdmin) &&
         !is(Fact::kTargetsGiven, Truth::kFalse) &&
         !(is(Fact::kConversationDirect, Truth::kTrue) &&
           is(Fact::kConversationGroup, Truth::kTrue)) &&
         !(is(Fact::kActorIsAdmin, Truth::kTrue) &&
           is(Fact::kActorCanRead, Truth::kFalse));
}

// All that requests can have, with unknown facts or without.
std::vector<Facts> PossibleFacts(bool with_unknown) {
  std::vector<Facts> all = {Facts()};
  for (const Fact fact : kSome) {
    std::vector<Facts> more;
    for (const Facts& facts : all) {
      for (const Truth truth : {Truth::kTrue, Truth::kFalse, Truth::kUnknown}) {
        if (truth == Truth::kUnknown && !with_unknown) continue;
        more.push_back(facts);
        more.back().Set(fact, truth);
      }
    }
    all = std::move(more);
  }
  std::vector<Facts> possible;
  for (const Facts& facts : all) {
    if (IsPossible(facts)) possible.push_back(facts);
  }
  return possible;
}

class RandomLists {
 public:
  List Next() {
    List list;
    const unsigned size = 2 + random_() % 4;
    while (list.size() < size) {
      const Clause clause = {Some(), Some()};
      if (clause.any_of == 0 || (clause.when & clause.any_of) != 0) continue;
      const bool can_fail = (clause.any_of & Bit(Fact::kTargetsGiven)) == 0;
      list.push_back(
          {clause, can_fail ? std::string(1, "xyz"[random_() % 3]) : ""});
    }
    return list;
  }

 private:
  std::uint64_t Some() {
    std::uint64_t bits = 0;
    for (const Fact fact : kSome) {
      if (random_() % 4 == 0) bits |= Bit(fact);
    }
    return bits;
  }

  std::mt19937 random_{20240229};
};

// Whether they answer all requests that state their facts the same, and allow
// the same of all others.
bool AgreeOn(const List& a, const List& b) {
  static const auto& known =
      *new std::vector<Facts>(PossibleFacts(/*with_unknown=*/false));
  static const auto& any =
      *new std::vector<Facts>(PossibleFacts(/*with_unknown=*/true));
  return std::all_of(known.begin(), known.end(),
                     [&](Facts facts) {
                       return Answer(a, facts) == Answer(b, facts);
                     }) &&
         std::all_of(any.begin(), any.end(), [&](Facts facts) {
           return (Answer(a, facts) == "allowed") ==
                  (Answer(b, facts) == "allowed");
         });
}

List Without(List list, const std::vector<Superfluous>& found) {
  for (std::size_t i = found.size(); i-- > 0;) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(found[i].index));
  }
  return list;
}

TEST(FindSuperfluousTest, IsExact) {
  RandomLists lists;
  int found_in_all = 0;
  int kept_in_all = 0;
  for (int round = 0; round < 2000; ++round) {
    const List list = lists.Next();
    const std::vector<Superfluous> found = FindSuperfluous(list);
    found_in_all += static_cast<int>(found.size());
    const List rest = Without(list, found);
    ASSERT_TRUE(AgreeOn(list, rest)) << round;
    // What is left all decides something.
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (IsNeverFailing(rest[i].clause)) continue;
      ASSERT_FALSE(AgreeOn(rest, Without(rest, {{i, {}}}))) << round;
      ++kept_in_all;
    }
  }
  EXPECT_GT(found_in_all, 500);
  EXPECT_GT(kept_in_all, 500);
}

TEST(FindSuperfluousTest, NamesWhatImpliesItAndNoMore) {
  RandomLists lists;
  for (int round = 0; round < 500; ++round) {
    const List list = lists.Next();
    for (const Superfluous& superfluous : FindSuperfluous(list)) {
      ASSERT_FALSE(superfluous.implied_by.empty());
      // In the order of the list, the superfluous one after all others.
      List few;
      for (const std::size_t index : superfluous.implied_by) {
        few.push_back(list[index]);
      }
      few.push_back(list[superfluous.index]);
      EXPECT_THAT(
          FindSuperfluous(few),
          ::testing::Contains(Field(&Superfluous::index, few.size() - 1)))
          << round;
    }
  }
}

Clause Unless(Fact when, Fact any_of) { return {Bit(when), Bit(any_of)}; }
Clause Only(Fact fact) { return {0, Bit(fact)}; }

struct NamedCase {
  std::string name;
  List list;
  std::vector<std::size_t> superfluous;
};

void PrintTo(const NamedCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class NamedCasesTest : public ::testing::TestWithParam<NamedCase> {};

TEST_P(NamedCasesTest, FindsIt) {
  std::vector<std::size_t> indexes;
  for (const Superfluous& superfluous : FindSuperfluous(GetParam().list)) {
    indexes.push_back(superfluous.index);
  }
  EXPECT_EQ(indexes, GetParam().superfluous);
}

constexpr Clause kWeak = {
    0, Bit(Fact::kActorCanRead) | Bit(Fact::kActorCompanyAdmin)};
const Clause kStrict = Only(Fact::kActorCompanyAdmin);
const Clause kGiven = Only(Fact::kTargetsGiven);

INSTANTIATE_TEST_SUITE_P(
    All, NamedCasesTest,
    ::testing::Values(
        NamedCase{"Empty", {}, {}}, NamedCase{"One", {{kWeak, "x"}}, {}},
        NamedCase{"AStricterOneBefore", {{kStrict, "x"}, {kWeak, "y"}}, {1}},
        NamedCase{"AStricterOneBehind", {{kWeak, "y"}, {kStrict, "x"}}, {}},
        NamedCase{"AStricterOneBehindOfTheSameReason",
                  {{kWeak, "x"}, {kStrict, "x"}},
                  {0}},
        NamedCase{
            "OfTheSameReasonButAnotherBetween",
            {{kWeak, "x"}, {Only(Fact::kActorInternal), "y"}, {kStrict, "x"}},
            {}},
        NamedCase{"TwoThatAreTheSame", {{kWeak, "x"}, {kWeak, "y"}}, {1}},
        NamedCase{
            "ByConsistency",
            {{Only(Fact::kConversationGroup), "x"},
             {Unless(Fact::kConversationDirect, Fact::kActorIsMember), "y"}},
            {1}},
        NamedCase{"BySeveral",
                  {{Only(Fact::kActorInternal), "x"},
                   {Unless(Fact::kActorInternal, Fact::kActorIsAuthor), "y"},
                   {Only(Fact::kActorIsAuthor), "z"}},
                  {2}},
        // It cannot fail, but without it nothing would ask for a target.
        NamedCase{"WhatIsToBeGiven", {{kWeak, "x"}, {kGiven, ""}}, {}},
        NamedCase{"WhatIsToBeGivenTwice", {{kGiven, ""}, {kGiven, ""}}, {1}},
        NamedCase{"WhatIsToBeGivenAnyway",
                  {{Unless(Fact::kConversationGroup, Fact::kTargetsGiven), ""},
                   {kGiven, ""}},
                  {0}}),
    [](const auto& test) { return test.param.name; });

TEST(FindSuperfluousTest, NamesTheFirstThatImplyIt) {
  EXPECT_THAT(
      FindSuperfluous(
          {{Only(Fact::kActorInternal), "x"},
           {Unless(Fact::kActorInternal, Fact::kActorIsAuthor), "y"},
           {kWeak, "z"},
           {Only(Fact::kActorIsAuthor), "z"}}),
      ElementsAre(Field(&Superfluous::implied_by, ElementsAre(0u, 1u))));
}

TEST(IsNeverFailingTest, KnowsWhatNoRequestHas) {
  EXPECT_TRUE(
      IsNeverFailing(Unless(Fact::kAccessInternalOnly, Fact::kToolEnabled)));
  EXPECT_TRUE(IsNeverFailing(
      {Bit(Fact::kConversationDirect) | Bit(Fact::kConversationGroup),
       Bit(Fact::kActorIsMember)}));
  EXPECT_FALSE(IsNeverFailing(kGiven));
  EXPECT_FALSE(IsNeverFailing(kWeak));
}

// No requirement of the embedded policy is implied by others of its rule, even
// if all had one reason.
TEST(FindSuperfluousTest, NothingInTheEmbeddedPolicy) {
  for (const Rule& rule : EmbeddedPolicy().rules) {
    List list;
    for (const Clause& clause : rule.clauses) list.push_back({clause, "x"});
    EXPECT_THAT(FindSuperfluous(list), IsEmpty()) << rule.line;
  }
}

}  // namespace
}  // namespace authz

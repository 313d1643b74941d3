#include "authz/facts/fact_words.h"

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

TEST(FactWordsTest, EveryFactHasWordsOfItsOwnBothWays) {
  std::set<absl::string_view> all;
  for (Fact fact : AllFacts()) {
    for (const bool value : {true, false}) {
      const absl::string_view words = FactInWords(fact, value);
      EXPECT_FALSE(words.empty()) << FactName(fact);
      EXPECT_TRUE(all.insert(words).second) << FactName(fact) << ": " << words;
    }
  }
}

TEST(FactWordsTest, KnownFactsComeInTheOrderOfTheEnum) {
  Facts facts;
  EXPECT_THAT(FactsInWords(facts), ::testing::IsEmpty());
  facts.Set(Fact::kActorIsOwner, true);
  facts.Set(Fact::kActorIsAdmin, false);
  EXPECT_THAT(FactsInWords(facts),
              ::testing::ElementsAre("the actor's level is below Admin",
                                     "the view is the actor's own"));
}

}  // namespace
}  // namespace authz

#include "authz/facts/fact_words.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
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

TEST(FactWordsTest, DurationsAreInTheLargestUnitThatFits) {
  const struct {
    absl::Duration narrow;
    absl::Duration wide;
    absl::string_view words;
  } cases[] = {
      {absl::Minutes(5), absl::Hours(1), "5 minutes and at most 1 hour"},
      {absl::ZeroDuration(), absl::Seconds(90),
       "0 seconds and at most 90 seconds"},
      {absl::Milliseconds(500), absl::Seconds(1), "500ms and at most 1 second"},
  };
  for (const auto& [narrow, wide, words] : cases) {
    EXPECT_EQ(SentBetween(narrow, wide, "ago"),
              absl::StrCat("the message was sent more than ", words, " ago"));
  }
  EXPECT_EQ(SentBetween(absl::Seconds(2), absl::Seconds(2), "ago"), "");
}

}  // namespace
}  // namespace authz

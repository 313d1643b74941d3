#include "authz/text/suggestion.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace authz {
namespace {

struct SuggestionCase {
  std::string name;
  std::string given;
  std::vector<absl::string_view> names;
  // "" where nothing is near.
  std::string suggested;
};

TEST(SuggestionTest, IsTheNearestNameIfOneIsNear) {
  const SuggestionCase cases[] = {
      {"no names", "actor", {}, ""},
      {"letter left out", "actr", {"message", "actor"}, "actor"},
      {"letter too much", "actorr", {"message", "actor"}, "actor"},
      {"wrong letter", "actxr", {"message", "actor"}, "actor"},
      {"two letters swapped", "tragets", {"targets", "items"}, "targets"},
      {"nearest of several",
       "items_readable_",
       {"item_readable", "items_readable", "targets_item_readable"},
       "items_readable"},
      {"first of equals", "cat", {"bat", "hat"}, "bat"},
      {"a third of the letters", "abcxyz", {"abcx12"}, "abcx12"},
      {"more than a third", "abcxyz", {"abc123"}, ""},
      {"one letter in a short word", "ab", {"ax"}, "ax"},
      {"two letters in a short word", "ab", {"xy"}, ""},
      {"another word", "colour", {"when", "any_of", "reason"}, ""},
      {"empty", "", {"when", "any_of"}, ""},
      {"empty and one letter", "", {"a"}, "a"},
      {"letter case counts", "ACTOR", {"actor"}, ""},
  };
  for (const SuggestionCase& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(
        Suggestion(c.given, c.names),
        c.suggested.empty() ? "" : ", did you mean `" + c.suggested + "`");
  }
}

}  // namespace
}  // namespace authz

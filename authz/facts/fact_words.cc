#include "authz/facts/fact_words.h"

#include "absl/strings/str_cat.h"
#include "authz/facts/fact_table.h"
#include "authz/facts/truth.h"

namespace authz {
namespace {

// In the largest unit of which it has a whole number.
std::string InWords(absl::Duration duration) {
  struct Unit {
    absl::Duration length;
    absl::string_view name;
  };
  for (const Unit& unit :
       {Unit{absl::Hours(1), "hour"}, Unit{absl::Minutes(1), "minute"},
        Unit{absl::Seconds(1), "second"}}) {
    absl::Duration rest;
    const std::int64_t count = absl::IDivDuration(duration, unit.length, &rest);
    if (rest != absl::ZeroDuration() || count == 0) continue;
    return absl::StrCat(count, " ", unit.name, count == 1 ? "" : "s");
  }
  return duration == absl::ZeroDuration() ? "0 seconds"
                                          : absl::FormatDuration(duration);
}

}  // namespace

absl::string_view FactInWords(Fact fact, bool value) {
  return value ? RowOf(fact).when_true : RowOf(fact).when_false;
}

std::vector<absl::string_view> FactsInWords(Facts facts) {
  std::vector<absl::string_view> words;
  for (Fact fact : AllFacts()) {
    const Truth value = facts.Get(fact);
    if (value != Truth::kUnknown) {
      words.push_back(FactInWords(fact, value == Truth::kTrue));
    }
  }
  return words;
}

std::string SentBetween(absl::Duration narrow, absl::Duration wide,
                        absl::string_view direction) {
  if (narrow >= wide) return "";
  return absl::StrCat("the message was sent more than ", InWords(narrow),
                      " and at most ", InWords(wide), " ", direction);
}

std::string SizeBetween(absl::string_view conversation, std::uint64_t narrow,
                        std::uint64_t wide, absl::string_view users) {
  if (narrow >= wide) return "";
  return absl::StrCat(conversation, " has ", narrow + 1,
                      wide == narrow + 1 ? "" : absl::StrCat(" to ", wide), " ",
                      users);
}

}  // namespace authz

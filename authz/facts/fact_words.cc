#include "authz/facts/fact_words.h"

#include "authz/facts/fact_table.h"
#include "authz/facts/truth.h"

namespace authz {

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

}  // namespace authz

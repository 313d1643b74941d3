// Facts in words, for people who do not know their names.

#ifndef AUTHZ_FACTS_FACT_WORDS_H_
#define AUTHZ_FACTS_FACT_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"

namespace authz {

// A clause such as "the actor is a Company Admin", or with `value` false "the
// actor is not a Company Admin".
absl::string_view FactInWords(Fact fact, bool value);

// The known facts in words, in the order of the enum.
std::vector<absl::string_view> FactsInWords(Facts facts);

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_WORDS_H_

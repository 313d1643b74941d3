// Describes facts, and the range between two limits that they compare with, for
// people who do not know the names of facts.

#ifndef AUTHZ_FACTS_FACT_WORDS_H_
#define AUTHZ_FACTS_FACT_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"

namespace authz {

// A clause such as "the actor is a Company Admin", or with `value` false "the
// actor is not a Company Admin".
absl::string_view FactInWords(Fact fact, bool value);

// The known facts in words, in the order of the enum.
std::vector<absl::string_view> FactsInWords(Facts facts);

// "the message was sent more than 5 minutes and at most 1 hour ago", where
// `direction` is "ago". "" where `narrow` is no narrower.
std::string SentBetween(absl::Duration narrow, absl::Duration wide,
                        absl::string_view direction);

// "the group has 2001 to 3000 members", where `conversation` is "the group" and
// `users` is "members". "" where `narrow` is no narrower.
std::string SizeBetween(absl::string_view conversation, std::uint64_t narrow,
                        std::uint64_t wide, absl::string_view users);

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_WORDS_H_

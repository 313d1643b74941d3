// Words for what lies between a narrower and a wider limit.

#ifndef AUTHZ_FACTS_LIMIT_WORDS_H_
#define AUTHZ_FACTS_LIMIT_WORDS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace authz {

// "the message was sent more than 5 minutes and at most 1 hour ago", where
// `direction` is "ago". "" where `narrow` is no narrower.
std::string SentBetween(absl::Duration narrow, absl::Duration wide,
                        absl::string_view direction);

// "the group has 2001 to 3000 members", where `conversation` is "the group". ""
// where `narrow` is no narrower.
std::string MembersBetween(absl::string_view conversation, std::uint64_t narrow,
                           std::uint64_t wide);

}  // namespace authz

#endif  // AUTHZ_FACTS_LIMIT_WORDS_H_

#include "authz/facts/limit_words.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

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

std::string SentBetween(absl::Duration narrow, absl::Duration wide,
                        absl::string_view direction) {
  if (narrow >= wide) return "";
  return absl::StrCat("the message was sent more than ", InWords(narrow),
                      " and at most ", InWords(wide), " ", direction);
}

std::string MembersBetween(absl::string_view conversation, std::uint64_t narrow,
                           std::uint64_t wide) {
  if (narrow >= wide) return "";
  return absl::StrCat(conversation, " has ", narrow + 1,
                      wide == narrow + 1 ? "" : absl::StrCat(" to ", wide),
                      " members");
}

}  // namespace authz

#include "authz/policy/limit_words.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

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

std::string SentBetween(const FactParameters& narrow,
                        const FactParameters& wide) {
  const auto between = [](absl::Duration from, absl::Duration to,
                          absl::string_view direction) {
    return absl::StrCat("the message was sent more than ", InWords(from),
                        " and at most ", InWords(to), " ", direction);
  };
  std::vector<std::string> words;
  if (narrow.edit_window < wide.edit_window) {
    words.push_back(between(narrow.edit_window, wide.edit_window, "ago"));
  }
  if (narrow.max_clock_skew < wide.max_clock_skew) {
    words.push_back(between(narrow.max_clock_skew, wide.max_clock_skew,
                            "ahead of the request"));
  }
  return absl::StrJoin(words, ", or ");
}

std::string MembersBetween(absl::string_view conversation, std::uint64_t narrow,
                           std::uint64_t wide) {
  if (narrow >= wide) return "";
  return absl::StrCat(conversation, " has ", narrow + 1,
                      wide == narrow + 1 ? "" : absl::StrCat(" to ", wide),
                      " members");
}

}  // namespace

std::string BetweenLimits(Fact fact, const FactParameters& narrow,
                          const FactParameters& wide) {
  switch (fact) {
    case Fact::kWithinEditWindow:
      return SentBetween(narrow, wide);
    case Fact::kDirectSizeOk:
      return MembersBetween("the direct message",
                            narrow.max_direct_message_members,
                            wide.max_direct_message_members);
    case Fact::kGroupSizeOk:
      return MembersBetween("the group", narrow.max_group_members,
                            wide.max_group_members);
    default:
      return "";
  }
}

}  // namespace authz

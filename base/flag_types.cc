#include "base/flag_types.h"

#include "absl/strings/numbers.h"

namespace base {

bool ParseWholeNumber(absl::string_view text, std::int32_t min,
                      std::int32_t max, std::int32_t& value,
                      std::string& error) {
  std::int32_t parsed = 0;
  if (!absl::SimpleAtoi(text, &parsed) || parsed < min || parsed > max) {
    error = absl::StrCat("give a whole number from ", min, " to ", max);
    return false;
  }
  value = parsed;
  return true;
}

bool AbslParseFlag(absl::string_view text, Fraction* fraction,
                   std::string* error) {
  double parsed = 0;
  // In this form it refuses what is no number, too.
  if (!absl::SimpleAtod(text, &parsed) || !(parsed >= 0 && parsed <= 1)) {
    *error = "give a number from 0 to 1";
    return false;
  }
  fraction->value = parsed;
  return true;
}

std::string AbslUnparseFlag(Fraction fraction) {
  return absl::StrCat(fraction.value);
}

bool AbslParseFlag(absl::string_view text, TimeLimit* limit,
                   std::string* error) {
  absl::Duration parsed;
  if (!absl::ParseDuration(text, &parsed) || parsed < absl::Milliseconds(1)) {
    *error = "give a duration such as `5s` or `250ms`, 1 ms or more, or `inf`";
    return false;
  }
  limit->value = parsed;
  return true;
}

std::string AbslUnparseFlag(TimeLimit limit) {
  return absl::FormatDuration(limit.value);
}

bool AbslParseFlag(absl::string_view text, WaitTime* time, std::string* error) {
  absl::Duration parsed;
  if (!absl::ParseDuration(text, &parsed) || parsed < absl::ZeroDuration() ||
      parsed == absl::InfiniteDuration()) {
    *error = "give a duration such as `5s`, neither negative nor `inf`";
    return false;
  }
  time->value = parsed;
  return true;
}

std::string AbslUnparseFlag(WaitTime time) {
  return absl::FormatDuration(time.value);
}

}  // namespace base

// Flag types that check a range or a set of values as they are parsed. Sizes
// are in base/bytes.h.
//
//   ABSL_FLAG(base::WholeNumber<1>, max_batch, {10'000}, "NUMBER: ...");
//   const std::int32_t max_batch = absl::GetFlag(FLAGS_max_batch).value;

#ifndef BASE_FLAG_TYPES_H_
#define BASE_FLAG_TYPES_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace base {

// Parses a whole number from `min` to `max`.
bool ParseWholeNumber(absl::string_view text, std::int32_t min,
                      std::int32_t max, std::int32_t& value,
                      std::string& error);

// A whole number from Min to Max.
template <std::int32_t Min,
          std::int32_t Max = std::numeric_limits<std::int32_t>::max()>
struct WholeNumber {
  std::int32_t value = Min;
};

template <std::int32_t Min, std::int32_t Max>
bool AbslParseFlag(absl::string_view text, WholeNumber<Min, Max>* number,
                   std::string* error) {
  return ParseWholeNumber(text, Min, Max, number->value, *error);
}
template <std::int32_t Min, std::int32_t Max>
std::string AbslUnparseFlag(WholeNumber<Min, Max> number) {
  return absl::StrCat(number.value);
}

// A share, from 0 to 1.
struct Fraction {
  double value = 0;
};
bool AbslParseFlag(absl::string_view text, Fraction* fraction,
                   std::string* error);
std::string AbslUnparseFlag(Fraction fraction);

// How long something may last, 1 ms or more; infinite is without an end.
struct TimeLimit {
  absl::Duration value = absl::InfiniteDuration();
};
bool AbslParseFlag(absl::string_view text, TimeLimit* limit,
                   std::string* error);
std::string AbslUnparseFlag(TimeLimit limit);

// How long to wait: 0 or more, and finite.
struct WaitTime {
  absl::Duration value;
};
bool AbslParseFlag(absl::string_view text, WaitTime* time, std::string* error);
std::string AbslUnparseFlag(WaitTime time);

// One value of an enum and how a flag writes it. An enum is a flag's type by an
// array of all of its choices and two functions in the enum's namespace:
//
//   bool AbslParseFlag(absl::string_view text, Color* color,
//                      std::string* error) {
//     return base::ParseChoice(kColors, text, color, error);
//   }
//   std::string AbslUnparseFlag(Color color) {
//     return base::ChoiceName(kColors, color);
//   }
template <typename T>
struct Choice {
  absl::string_view name;
  T value;
};

template <typename T, std::size_t N>
bool ParseChoice(const Choice<T> (&choices)[N], absl::string_view text,
                 T* value, std::string* error) {
  *error = "give one of ";
  for (const Choice<T>& choice : choices) {
    if (choice.name == text) {
      *value = choice.value;
      return true;
    }
    absl::StrAppend(error, &choice == choices ? "" : ", ", "`", choice.name,
                    "`");
  }
  return false;
}

// Empty where the value is none of the choices.
template <typename T, std::size_t N>
std::string ChoiceName(const Choice<T> (&choices)[N], T value) {
  for (const Choice<T>& choice : choices) {
    if (choice.value == value) return std::string(choice.name);
  }
  return "";
}

}  // namespace base

#endif  // BASE_FLAG_TYPES_H_

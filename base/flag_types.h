// Flag types that check a range or a set of values as they are parsed.
//
//   ABSL_FLAG(base::WholeNumber<1>, max_batch, {10'000}, "NUMBER: ...");
//   const std::int32_t max_batch = absl::GetFlag(FLAGS_max_batch).value;

#ifndef BASE_FLAG_TYPES_H_
#define BASE_FLAG_TYPES_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/flags/marshalling.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/bytes.h"

namespace base {

// The value of a flag that Rule::Accepts, parsed and written as Rule::Value is.
// Of another, Rule::WhatToGive is the error.
template <typename Rule>
struct Checked {
  typename Rule::Value value;
};

template <typename Rule>
bool AbslParseFlag(absl::string_view text, Checked<Rule>* flag,
                   std::string* error) {
  typename Rule::Value value;
  if (!absl::ParseFlag<typename Rule::Value>(text, &value, error) ||
      !Rule::Accepts(value)) {
    *error = Rule::WhatToGive();
    return false;
  }
  flag->value = value;
  return true;
}

template <typename Rule>
std::string AbslUnparseFlag(const Checked<Rule>& flag) {
  return absl::UnparseFlag<typename Rule::Value>(flag.value);
}

template <std::int32_t Min, std::int32_t Max>
struct WholeNumberRule {
  using Value = std::int32_t;
  static bool Accepts(Value value) { return value >= Min && value <= Max; }
  static std::string WhatToGive() {
    return absl::StrCat("give a whole number from ", Min, " to ", Max);
  }
};
template <std::int32_t Min,
          std::int32_t Max = std::numeric_limits<std::int32_t>::max()>
using WholeNumber = Checked<WholeNumberRule<Min, Max>>;

template <std::int64_t Min, std::int64_t Max>
struct BytesRule {
  using Value = Bytes;
  static bool Accepts(Value value) {
    return value.count >= Min && value.count <= Max;
  }
  static std::string WhatToGive() {
    return absl::StrCat("give bytes such as `64KiB`, from ",
                        AbslUnparseFlag(Bytes{Min}), " to ",
                        AbslUnparseFlag(Bytes{Max}));
  }
};
// By default what fits an int32, as gRPC takes sizes.
template <std::int64_t Min = 1,
          std::int64_t Max = std::numeric_limits<std::int32_t>::max()>
using BytesBetween = Checked<BytesRule<Min, Max>>;

struct FractionRule {
  using Value = double;
  static bool Accepts(Value value) { return value >= 0 && value <= 1; }
  static std::string WhatToGive() { return "give a number from 0 to 1"; }
};
using Fraction = Checked<FractionRule>;

// How long something may last; infinite is without an end.
struct TimeLimitRule {
  using Value = absl::Duration;
  static bool Accepts(Value value) { return value >= absl::Milliseconds(1); }
  static std::string WhatToGive() {
    return "give a duration such as `5s` or `250ms`, 1 ms or more, or `inf`";
  }
};
using TimeLimit = Checked<TimeLimitRule>;

// How long to wait.
struct WaitTimeRule {
  using Value = absl::Duration;
  static bool Accepts(Value value) {
    return value >= absl::ZeroDuration() && value < absl::InfiniteDuration();
  }
  static std::string WhatToGive() {
    return "give a duration such as `5s`, neither negative nor `inf`";
  }
};
using WaitTime = Checked<WaitTimeRule>;

// One value of an enum and how a flag writes it.
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
    absl::StrAppend(error, &choice == choices ? "`" : ", `", choice.name, "`");
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

// A value of an enum, by an array of all of its choices:
//
//   constexpr base::Choice<Color> kColors[] = {{"red", Color::kRed}, ...};
//   ABSL_FLAG(base::OneOf<kColors>, color, {Color::kRed}, "WHICH: ...");
template <const auto& Choices>
struct OneOf {
  decltype(Choices[0].value) value;
};

template <const auto& Choices>
bool AbslParseFlag(absl::string_view text, OneOf<Choices>* flag,
                   std::string* error) {
  return ParseChoice(Choices, text, &flag->value, error);
}

template <const auto& Choices>
std::string AbslUnparseFlag(const OneOf<Choices>& flag) {
  return ChoiceName(Choices, flag.value);
}

}  // namespace base

#endif  // BASE_FLAG_TYPES_H_

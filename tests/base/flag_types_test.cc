#include "base/flag_types.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace color {

enum class Color { kRed, kGreen };

constexpr base::Choice<Color> kColors[] = {
    {"red", Color::kRed},
    {"green", Color::kGreen},
};

}  // namespace color

namespace base {
namespace {

// What a flag of the type says of `text`: its value as it is written again, or
// "error: " and what to do.
template <typename Flag>
std::string Parsed(absl::string_view text) {
  Flag flag = {};
  const std::string before = AbslUnparseFlag(flag);
  std::string error;
  if (AbslParseFlag(text, &flag, &error)) return AbslUnparseFlag(flag);
  // A value that is refused changes nothing.
  EXPECT_EQ(AbslUnparseFlag(flag), before);
  return absl::StrCat("error: ", error);
}

struct TypeCase {
  std::string name;
  std::string (*parsed)(absl::string_view text);
  std::string text;
  std::string expected;
};

std::ostream& operator<<(std::ostream& out, const TypeCase& c) {
  return out << c.name;
}

class FlagTypeTest : public testing::TestWithParam<TypeCase> {};

TEST_P(FlagTypeTest, TakesWhatIsInItsRange) {
  EXPECT_EQ(GetParam().parsed(GetParam().text), GetParam().expected);
}

using Percent = WholeNumber<0, 100>;
constexpr auto kPercent = Parsed<Percent>;
constexpr auto kBytes = Parsed<BytesBetween<1'024, 2'048>>;
constexpr auto kFraction = Parsed<Fraction>;
constexpr auto kTimeLimit = Parsed<TimeLimit>;
constexpr auto kWaitTime = Parsed<WaitTime>;
constexpr auto kColor = Parsed<OneOf<color::kColors>>;

constexpr char kNoPercent[] = "error: give a whole number from 0 to 100";
constexpr char kNoBytes[] =
    "error: give bytes such as `64KiB`, from 1KiB to 2KiB";
constexpr char kNoFraction[] = "error: give a number from 0 to 1";
constexpr char kNoTimeLimit[] =
    "error: give a duration such as `5s` or `250ms`, 1 ms or more, or `inf`";
constexpr char kNoWaitTime[] =
    "error: give a duration such as `5s`, neither negative nor `inf`";

INSTANTIATE_TEST_SUITE_P(
    All, FlagTypeTest,
    testing::ValuesIn(std::vector<TypeCase>{
        {"NumberMin", kPercent, "0", "0"},
        {"NumberMax", kPercent, "100", "100"},
        {"NumberTooSmall", kPercent, "-1", kNoPercent},
        {"NumberTooLarge", kPercent, "101", kNoPercent},
        {"NumberThatOverflows", kPercent, "4294967297", kNoPercent},
        {"NumberWithAFraction", kPercent, "1.5", kNoPercent},
        {"NumberByWord", kPercent, "many", kNoPercent},
        {"BytesMin", kBytes, "1KiB", "1KiB"},
        {"BytesMax", kBytes, "2048", "2KiB"},
        {"BytesTooFew", kBytes, "1023", kNoBytes},
        {"BytesTooMany", kBytes, "1GiB", kNoBytes},
        {"BytesOfAnotherUnit", kBytes, "1kB", kNoBytes},
        {"Fraction", kFraction, "0.25", "0.25"},
        {"FractionMax", kFraction, "1", "1"},
        {"FractionTooLarge", kFraction, "1.5", kNoFraction},
        {"FractionNegative", kFraction, "-0.1", kNoFraction},
        {"FractionNotANumber", kFraction, "nan", kNoFraction},
        {"TimeLimitMin", kTimeLimit, "1ms", "1ms"},
        {"TimeLimitOff", kTimeLimit, "inf", "inf"},
        {"TimeLimitTooShort", kTimeLimit, "999us", kNoTimeLimit},
        {"TimeLimitNegative", kTimeLimit, "-inf", kNoTimeLimit},
        {"TimeLimitWithoutUnit", kTimeLimit, "5", kNoTimeLimit},
        {"WaitTimeNone", kWaitTime, "0", "0"},
        {"WaitTime", kWaitTime, "1m30s", "1m30s"},
        {"WaitTimeNegative", kWaitTime, "-1s", kNoWaitTime},
        {"WaitTimeInfinite", kWaitTime, "inf", kNoWaitTime},
        {"Choice", kColor, "green", "green"},
        {"NoChoice", kColor, "Red", "error: give one of `red`, `green`"},
    }),
    [](const testing::TestParamInfo<TypeCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace base

#include "authz/text/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace authz {
namespace {

TEST(IsUtf8Test, NamedCases) {
  struct Case {
    std::string name;
    std::string bytes;
    bool expected;
  };
  const Case cases[] = {
      {"empty", "", true},
      {"letters", "ana", true},
      {"a zero byte", std::string(1, '\0'), true},
      {"one of each length", "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z", true},
      {"first of two bytes", "\xC2\x80", true},
      {"last of two bytes", "\xDF\xBF", true},
      {"first of three bytes", "\xE0\xA0\x80", true},
      {"last before the surrogates", "\xED\x9F\xBF", true},
      {"first behind the surrogates", "\xEE\x80\x80", true},
      {"last of three bytes", "\xEF\xBF\xBF", true},
      {"first of four bytes", "\xF0\x90\x80\x80", true},
      {"last of all", "\xF4\x8F\xBF\xBF", true},

      {"following byte alone", "\x80", false},
      {"no such byte", "\xFF", false},
      {"five bytes", "\xF8\x88\x80\x80\x80", false},
      {"overlong in two bytes", "\xC1\xBF", false},
      {"overlong in three bytes", "\xE0\x9F\xBF", false},
      {"overlong in four bytes", "\xF0\x8F\xBF\xBF", false},
      {"first surrogate", "\xED\xA0\x80", false},
      {"last surrogate", "\xED\xBF\xBF", false},
      {"above the last", "\xF4\x90\x80\x80", false},
      {"cut after one of two", "\xC3", false},
      {"cut after two of three", "\xE2\x82", false},
      {"cut after three of four", "\xF0\x9F\x98", false},
      {"letter instead of a following byte", "\xE2\x82z", false},
      {"wrong at the end", "ana\xFF", false},
      {"wrong behind a zero byte", std::string("a\0\xFF", 3), false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(IsUtf8(c.bytes), c.expected);
  }
}

// How many texts there are of a length follows from how many characters are
// written in one, two and three bytes.
TEST(IsUtf8Test, HoldsForAsManyShortTextsAsThereAre) {
  constexpr int kOne = 0x80;
  constexpr int kTwo = 0x800 - 0x80;
  constexpr int kThree = 0x10000 - 0x800 - 0x800;  // Without the surrogates.
  const int expected[] = {1, kOne, kOne * kOne + kTwo,
                          kOne * kOne * kOne + 2 * kOne * kTwo + kThree};
  for (int length = 0; length <= 3; ++length) {
    SCOPED_TRACE(length);
    std::string bytes(length, '\0');
    int count = 0;
    for (int number = 0; number < 1 << (8 * length); ++number) {
      for (int i = 0; i < length; ++i) {
        bytes[i] = static_cast<char>(number >> (8 * i) & 0xFF);
      }
      if (IsUtf8(bytes)) ++count;
    }
    EXPECT_EQ(count, expected[length]);
  }
}

}  // namespace
}  // namespace authz

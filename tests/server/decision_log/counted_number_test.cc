#include "server/decision_log/counted_number.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace server {
namespace {

constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();

std::string Written(CountedNumber& number, std::uint32_t value) {
  std::array<char, kMostNumberDigits> text;
  const char* const end = number.Write(value, text.data());
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

TEST(CountedNumberTest, CountsUp) {
  CountedNumber number;
  for (std::uint32_t i = 0; i < 12'345; ++i) {
    ASSERT_EQ(Written(number, i), std::to_string(i));
  }
}

TEST(CountedNumberTest, MayBeAnyAfterAnyOther) {
  const std::vector<std::uint32_t> all = {
      0,          1,          8,           9,           10,          11,
      99,         100,        101,         109,         1'000,       12'345'678,
      99'999'990, 99'999'999, 100'000'000, 100'000'009, 999'999'999, kMost - 10,
      kMost - 9,  kMost - 1,  kMost};
  for (const std::uint32_t first : all) {
    for (const std::uint32_t second : all) {
      CountedNumber number;
      EXPECT_EQ(Written(number, first), std::to_string(first));
      EXPECT_EQ(Written(number, second), std::to_string(second));
      EXPECT_EQ(Written(number, first), std::to_string(first));
    }
  }
}

}  // namespace
}  // namespace server

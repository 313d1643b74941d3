#include "base/bytes.h"

#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace base {
namespace {

struct GoodCase {
  std::string name;
  std::string text;
  std::int64_t count;
  // As it is written again.
  std::string unparsed;
};

void PrintTo(const GoodCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class GoodBytesTest : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodBytesTest, IsReadAndWritten) {
  Bytes bytes;
  std::string error;
  ASSERT_TRUE(AbslParseFlag(GetParam().text, &bytes, &error)) << error;
  EXPECT_EQ(bytes.count, GetParam().count);
  EXPECT_EQ(AbslUnparseFlag(bytes), GetParam().unparsed);
}

INSTANTIATE_TEST_SUITE_P(All, GoodBytesTest,
                         testing::ValuesIn(std::vector<GoodCase>{
                             {"None", "0", 0, "0"},
                             {"NoneOfAUnit", "0MiB", 0, "0"},
                             {"Bytes", "1001", 1'001, "1001"},
                             {"KiB", "64KiB", 65'536, "64KiB"},
                             {"MiB", "4MiB", 4'194'304, "4MiB"},
                             {"GiB", "16GiB", 17'179'869'184, "16GiB"},
                             {"BytesOfAUnit", "1572864", 1'572'864, "1536KiB"},
                             {"ManyOfAUnit", "2048MiB", 2'147'483'648, "2GiB"},
                             {"Max", "9223372036854775807",
                              9'223'372'036'854'775'807, "9223372036854775807"},
                             {"MaxGiB", "8589934591GiB",
                              9'223'372'035'781'033'984, "8589934591GiB"},
                         }),
                         [](const testing::TestParamInfo<GoodCase>& info) {
                           return info.param.name;
                         });

struct BadCase {
  std::string name;
  std::string text;
};

void PrintTo(const BadCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadBytesTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadBytesTest, IsRefused) {
  Bytes bytes = {7};
  std::string error;
  EXPECT_FALSE(AbslParseFlag(GetParam().text, &bytes, &error));
  EXPECT_EQ(error, "give bytes such as `1000`, `64KiB`, `4MiB` or `1GiB`");
  EXPECT_EQ(bytes.count, 7);
}

INSTANTIATE_TEST_SUITE_P(All, BadBytesTest,
                         testing::ValuesIn(std::vector<BadCase>{
                             {"Word", "many"},
                             {"UnitAlone", "MiB"},
                             {"Negative", "-1"},
                             {"NegativeOfAUnit", "-1MiB"},
                             {"Fraction", "1.5MiB"},
                             {"UnknownUnit", "4MB"},
                             {"LowerCase", "4mib"},
                             {"TooMany", "9223372036854775808"},
                             {"TooManyOfAUnit", "8589934592GiB"},
                         }),
                         [](const testing::TestParamInfo<BadCase>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace base

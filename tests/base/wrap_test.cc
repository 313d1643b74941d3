#include "base/wrap.h"

#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace base {
namespace {

struct Case {
  std::string name;
  std::string text;
  int indent;
  int width;
  std::string expected;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class WrapTest : public testing::TestWithParam<Case> {};

TEST_P(WrapTest, BreaksLines) {
  EXPECT_EQ(Wrap(GetParam().text, GetParam().indent, GetParam().width),
            GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, WrapTest,
    testing::ValuesIn(std::vector<Case>{
        {"Short", "one two", 2, 20, "  one two\n"},
        {"FillsTheWidthExactly", "one two", 2, 9, "  one two\n"},
        {"BreaksOneColumnBefore", "one two", 2, 8, "  one\n  two\n"},
        {"KeepsLineEnds", "one\n\ntwo", 1, 20, " one\n\n two\n"},
        {"LongWordAlone", "a verylongword b", 0, 6, "a\nverylongword\nb\n"},
        {"Empty", "", 4, 20, "\n"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace base

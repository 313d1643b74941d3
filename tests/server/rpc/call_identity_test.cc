#include "server/rpc/call_identity.h"

#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace server {
namespace {

struct IdCase {
  std::string name;
  std::string text;
  bool is_id;
};

void PrintTo(const IdCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class CallIdTest : public testing::TestWithParam<IdCase> {};

TEST_P(CallIdTest, IsChecked) {
  EXPECT_EQ(IsCallId(GetParam().text), GetParam().is_id);
}

INSTANTIATE_TEST_SUITE_P(
    All, CallIdTest,
    testing::ValuesIn(std::vector<IdCase>{
        {"Uuid", "7f3e9a52-1c64-4b0d-9e8f-000000000001", true},
        {"One", "x", true},
        {"Symbols", "!\"#~", true},
        {"AsLongAsMayBe", std::string(128, 'x'), true},
        {"TooLong", std::string(129, 'x'), false},
        {"Empty", "", false},
        {"Space", "a b", false},
        {"LineEnd", "a\n", false},
        {"Delete", "\x7f", false},
        {"BeyondAscii", "é", false},
    }),
    [](const testing::TestParamInfo<IdCase>& info) { return info.param.name; });

TEST(NewCallIdTest, IsAnIdThatNobodyElseHas) {
  constexpr std::size_t kIds = 10'000;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < kIds; ++i) {
    const std::string id = NewCallId();
    EXPECT_EQ(id.size(), 15U) << id;
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghijklmnopqrstuv"),
              std::string::npos)
        << id;
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), kIds);
  // Nor where another thread, which has numbers of its own, makes as many.
  std::thread([&ids] {
    for (std::size_t i = 0; i < kIds; ++i) ids.insert(NewCallId());
  }).join();
  EXPECT_EQ(ids.size(), 2 * kIds);
}

constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kParent[] = "b7ad6b7169203331";

struct TraceCase {
  std::string name;
  std::string text;
  // What is taken of it.
  std::string taken;
};

void PrintTo(const TraceCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class TraceparentTest : public testing::TestWithParam<TraceCase> {};

TEST_P(TraceparentTest, IsChecked) {
  EXPECT_EQ(CheckedTraceparent(GetParam().text), GetParam().taken);
}

std::string Trace(const std::string& version, const std::string& trace,
                  const std::string& parent, const std::string& rest) {
  return absl::StrCat(version, "-", trace, "-", parent, "-", rest);
}

INSTANTIATE_TEST_SUITE_P(
    All, TraceparentTest,
    testing::ValuesIn(std::vector<TraceCase>{
        {"Good", Trace("00", kTrace, kParent, "01"),
         Trace("00", kTrace, kParent, "01")},
        {"LaterVersion", Trace("01", kTrace, kParent, "01"),
         Trace("01", kTrace, kParent, "01")},
        {"LaterVersionWithMore", Trace("cc", kTrace, kParent, "01-what\n"),
         Trace("cc", kTrace, kParent, "01")},
        {"LaterVersionGluedOn", Trace("cc", kTrace, kParent, "01x"), ""},
        {"ThisVersionWithMore", Trace("00", kTrace, kParent, "01-what"), ""},
        {"NoVersion", Trace("ff", kTrace, kParent, "01"), ""},
        {"NoTrace", Trace("00", std::string(32, '0'), kParent, "01"), ""},
        {"NoParent", Trace("00", kTrace, std::string(16, '0'), "01"), ""},
        {"UpperCase",
         Trace("00", "0AF7651916CD43DD8448EB211C80319C", kParent, "01"), ""},
        {"NoHex", Trace("00", kTrace, "b7ad6b716920333x", "01"), ""},
        {"BadFlags", Trace("00", kTrace, kParent, "0\""), ""},
        {"WrongDash", std::string(55, 'a'), ""},
        {"Short", Trace("00", kTrace, kParent, "0"), ""},
        {"Empty", "", ""},
    }),
    [](const testing::TestParamInfo<TraceCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server

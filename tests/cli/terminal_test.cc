// `authz` where stdin and stdout are a terminal.

#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::StartsWith;
using testing_support::Finished;
using testing_support::ProgramOptions;

constexpr char kDenied[] =
    R"({"actor": {"id": "bob", "companyAdmin": false},
        "action": "ACTION_CONFIGURE_TOOL"})";

struct TerminalCase {
  std::string name;
  std::vector<std::string> environment;
  bool colored;
};

void PrintTo(const TerminalCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class TerminalTest : public testing::TestWithParam<TerminalCase> {};

TEST_P(TerminalTest, ColoursUnlessToldNotTo) {
  ProgramOptions options;
  options.terminal = true;
  options.environment = GetParam().environment;
  const Finished finished = RunAuthz({"check", "--local", kDenied}, options);
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(
      finished.out,
      StartsWith(GetParam().colored ? "\033[31mDENIED\033[0m" : "DENIED"));
}

INSTANTIATE_TEST_SUITE_P(
    All, TerminalTest,
    testing::ValuesIn(std::vector<TerminalCase>{
        {"Plain", {"TERM=xterm"}, true},
        {"EmptyNoColor", {"TERM=xterm", "NO_COLOR="}, true},
        {"NoColor", {"TERM=xterm", "NO_COLOR=1"}, false},
        {"Dumb", {"TERM=dumb"}, false},
        {"NoTerm", {}, false},
    }),
    [](const testing::TestParamInfo<TerminalCase>& info) {
      return info.param.name;
    });

TEST(Terminal, DoesNotWaitForATerminal) {
  ProgramOptions options;
  options.terminal = true;
  const Finished finished = RunAuthz({"check", "--local"}, options);
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.err,
            "authz check: nothing to decide, give JSON text, a file, or `-` "
            "for stdin\n");
}

}  // namespace
}  // namespace cli

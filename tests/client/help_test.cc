// The help of `authz`: where it is printed, and that it keeps to the terminal.

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "client/format/style.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/authz_command.h"
#include "tests/support/subprocess.h"

namespace client {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;

TEST(HelpTest, OfTheProgramNamesEveryCommand) {
  const Finished finished = RunAuthz({"--help"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  for (const char* command :
       {"  check    ", "  batch    ", "  explain  ", "  matrix   ",
        "  info     ", "  health   ", "  help     "}) {
    EXPECT_THAT(finished.out, HasSubstr(command));
  }
  EXPECT_EQ(RunAuthz({"help"}).out, finished.out);
  EXPECT_EQ(RunAuthz({"help", "help"}).out, finished.out);
}

// Nothing to do is no success: exit status 0 would say "allowed".
TEST(HelpTest, OfNoCommandIsAnError) {
  const Finished finished = RunAuthz({});
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(finished.err, RunAuthz({"--help"}).out);
}

class CommandHelpTest : public testing::TestWithParam<std::string> {};

TEST_P(CommandHelpTest, HasUsageFlagsExamplesAndExitStatuses) {
  const Finished finished = RunAuthz({"help", GetParam()});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out, StartsWith("authz " + GetParam() + ": "));
  for (const std::string& part :
       {"\nUsage: authz " + GetParam() + " [FLAGS]",
        "\nExamples\n  authz " + GetParam(), std::string("\nFlags\n  --"),
        std::string("\n  --help\n"), std::string("\nExit status\n  0  ")}) {
    EXPECT_THAT(finished.out, HasSubstr(part));
  }
  for (const absl::string_view line : absl::StrSplit(finished.out, '\n')) {
    EXPECT_LE(Columns(line), 82) << line;
  }
  EXPECT_EQ(RunAuthz({GetParam(), "--help"}).out, finished.out);
  EXPECT_EQ(RunAuthz({"--help", GetParam()}).out, finished.out);
}

INSTANTIATE_TEST_SUITE_P(All, CommandHelpTest,
                         testing::Values("check", "batch", "explain", "matrix",
                                         "info", "health"),
                         [](const testing::TestParamInfo<std::string>& info) {
                           return info.param;
                         });

}  // namespace
}  // namespace client

// The help of `authz`: where it is printed, and that it keeps to the terminal.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/version.h"
#include "cli/format/style.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Finished;

TEST(HelpTest, OfTheProgramNamesEveryCommand) {
  const Finished finished = RunAuthz({"--help"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  for (const char* command :
       {"  check ", "  batch ", "  explain ", "  matrix ", "  policy show ",
        "  policy lint ", "  policy verify ", "  policy diff ",
        "  policy test ", "  policy coverage ", "  info ", "  health ",
        "  help "}) {
    EXPECT_THAT(finished.out, HasSubstr(command));
  }
  EXPECT_EQ(RunAuthz({"help"}).out, finished.out);
  EXPECT_EQ(RunAuthz({"help", "help"}).out, finished.out);
}

TEST(HelpTest, OfAFamilyNamesItsCommands) {
  const Finished finished = RunAuthz({"help", "policy"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out, HasSubstr("\n  policy verify "));
  EXPECT_THAT(finished.out, HasSubstr("\n  policy diff "));
  EXPECT_THAT(finished.out, Not(HasSubstr("check")));
  EXPECT_EQ(RunAuthz({"policy", "--help"}).out, finished.out);
}

TEST(HelpTest, VersionGoesToStdout) {
  const Finished finished = RunAuthz({"--version"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.out, absl::StrCat("authz ", base::Version(), "\n"));
  EXPECT_EQ(finished.err, "");
}

// Nothing to do is no success: exit status 0 would say "allowed".
TEST(HelpTest, OfNoCommandIsAnError) {
  const Finished finished = RunAuthz({});
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(finished.err, RunAuthz({"--help"}).out);
}

std::vector<std::string> Join(std::vector<std::string> first,
                              const std::vector<std::string>& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

class CommandHelpTest : public testing::TestWithParam<std::string> {};

TEST_P(CommandHelpTest, HasUsageFlagsExamplesAndExitStatuses) {
  const std::vector<std::string> name = absl::StrSplit(GetParam(), ' ');
  const Finished finished = RunAuthz(Join({"help"}, name));
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
  EXPECT_EQ(RunAuthz(Join(name, {"--help"})).out, finished.out);
  EXPECT_EQ(RunAuthz(Join({"--help"}, name)).out, finished.out);
}

INSTANTIATE_TEST_SUITE_P(All, CommandHelpTest,
                         testing::Values("check", "batch", "explain", "matrix",
                                         "policy show", "policy lint",
                                         "policy verify", "policy diff",
                                         "policy test", "policy coverage",
                                         "info", "health"),
                         [](const testing::TestParamInfo<std::string>& info) {
                           return absl::StrReplaceAll(info.param, {{" ", "_"}});
                         });

}  // namespace
}  // namespace cli

// The help of `authz`: where it is printed, and that it keeps to the terminal.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/libraries.h"
#include "cli/commands/commands.h"
#include "cli/format/style.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;

// The help that the arguments ask for.
std::string HelpOf(const std::vector<std::string>& arguments) {
  const Finished finished = RunAuthz(arguments);
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  return finished.out;
}

TEST(HelpTest, OfTheProgram) {
  const std::string help = HelpOf({"--help"});
  EXPECT_THAT(help, HasSubstr("\nExit status\n"));
  EXPECT_EQ(HelpOf({"help"}), help);
  EXPECT_EQ(HelpOf({"help", "help"}), help);
}

TEST(HelpTest, OfAFamilyHasItsCommandsOnly) {
  const std::string help = HelpOf({"help", "policy"});
  EXPECT_EQ(HelpOf({"policy", "--help"}), help);
  for (const Command& command : AllCommands()) {
    const bool listed =
        absl::StrContains(help, absl::StrCat("\n  ", command.name, " "));
    EXPECT_EQ(listed, absl::StartsWith(command.name, "policy "))
        << command.name;
  }
}

TEST(HelpTest, OfEveryCommand) {
  const std::string program = HelpOf({"help"});
  for (const Command& command : AllCommands()) {
    SCOPED_TRACE(command.name);
    EXPECT_THAT(program, HasSubstr(absl::StrCat("\n  ", command.name, " ")));
    const std::vector<std::string> name = absl::StrSplit(command.name, ' ');
    std::vector<std::string> arguments = {"help"};
    arguments.insert(arguments.end(), name.begin(), name.end());
    const std::string help = HelpOf(arguments);
    EXPECT_THAT(help, StartsWith(absl::StrCat("authz ", command.name, ": ")));
    EXPECT_THAT(help,
                HasSubstr(absl::StrCat("\nExamples\n  authz ", command.name)));
    for (const absl::string_view flag : command.flags) {
      EXPECT_THAT(help, HasSubstr(absl::StrCat("\n  --", flag)));
    }
    for (const absl::string_view line : absl::StrSplit(help, '\n')) {
      EXPECT_LE(Columns(line), 82) << line;
    }
    arguments[0] = "--help";
    EXPECT_EQ(HelpOf(arguments), help);
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
    EXPECT_EQ(HelpOf(arguments), help);
  }
}

TEST(HelpTest, VersionGoesToStdout) {
  EXPECT_EQ(HelpOf({"--version"}), base::VersionText("authz"));
}

// Nothing to do is no success: exit status 0 would say "allowed".
TEST(HelpTest, OfNoCommandIsAnError) {
  const Finished finished = RunAuthz({});
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(finished.err, HelpOf({"--help"}));
}

}  // namespace
}  // namespace cli

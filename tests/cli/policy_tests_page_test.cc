// docs/policy-tests.md: its examples, put together, are a file that passes.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/read_file.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing_support::Finished;

TEST(PolicyTestsPageTest, TheExamplesPass) {
  const absl::StatusOr<std::string> page =
      base::ReadFile("docs/policy-tests.md");
  ASSERT_TRUE(page.ok()) << page.status();
  std::string examples;
  bool inside = false;
  for (const absl::string_view line : absl::StrSplit(*page, '\n')) {
    if (absl::StartsWith(line, "```")) {
      inside = line == "```textproto";
    } else if (inside) {
      absl::StrAppend(&examples, line, "\n");
    }
  }
  ASSERT_NE(examples, "");
  const testing_support::TempFolder folder;
  const Finished finished =
      RunAuthz({"policy", "test", folder.Write("docs", examples)});
  EXPECT_EQ(finished.exit_status, 0) << finished.out << finished.err;
}

}  // namespace
}  // namespace cli

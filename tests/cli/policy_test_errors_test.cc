// What `authz policy test` and `authz policy coverage` say of what they cannot
// test.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/cli/policy_files.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing_support::Finished;

constexpr char kCases[] = R"(case {
  name: "Ann may not"
  request {
    actor { id: "ann" company_admin: false }
    action: ACTION_CONFIGURE_TOOL
  }
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
}
)";

class PolicyTestErrorsTest : public testing::Test {
 protected:
  testing_support::TempFolder folder_;
};

// Nothing decides by a policy that no server would load.
TEST_F(PolicyTestErrorsTest, APolicyThatBreaksAGuardrailIsNotTested) {
  const std::string cases = folder_.Write("cases.txtpb", kCases);
  const std::string policy = PolicyFileWith("require: [\"VIEW\", \"own_view\"]",
                                            "require: [\"VIEW\"]");
  for (const char* command : {"test", "coverage"}) {
    const Finished finished =
        RunAuthz({"policy", command, cases, "--policy", policy});
    EXPECT_EQ(finished.exit_status, 2);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("breaks the guardrail `own_view`"));
  }
}

TEST_F(PolicyTestErrorsTest, ReportsEveryMistakeOfEveryFile) {
  const std::string good = folder_.Write("good.txtpb", kCases);
  const std::string bad = folder_.Write(
      "bad.txtpb",
      "case { }\ntable { name: \"t\" action: \"CREATE_GRUOP\" }\n");
  const std::string syntax = folder_.Write("syntax.txtpb", "case {");
  const std::string none = folder_.Path("none.txtpb");
  for (const char* command : {"test", "coverage"}) {
    ExpectBadUsage(
        {"policy", command, bad, good, none, syntax},
        absl::StrCat(
            "authz policy ", command, ": ", bad,
            ":1:6: error: the case has no name, give it one\n", bad,
            ":1:6: error: case ``: `expect` has no `reason`, set it\n", bad,
            ":2:7: error: the table has no row, add one\n", bad,
            ":2:27: error: unknown action `CREATE_GRUOP`, did you mean "
            "`CREATE_GROUP`\n",
            "cannot read `", none, "`: no such file or directory\n", syntax,
            ":1:7: error: expected identifier, got:\n"));
  }
}

TEST_F(PolicyTestErrorsTest, BadUsage) {
  struct Case {
    std::vector<std::string> arguments;
    std::string error;
  };
  const std::string empty = folder_.Path("");
  const Case cases[] = {
      {{"policy", "test"},
       "authz policy test: give at least one policy test file, or a folder of "
       "them\n"},
      {{"policy", "coverage"},
       "authz policy coverage: give at least one policy test file, or a folder "
       "of them\n"},
      {{"policy", "test", empty},
       absl::StrCat("authz policy test: `", empty,
                    "` has no file that ends in `.txtpb`\n")},
      {{"policy", "test", "x", "--output=markdown"},
       "authz policy test: cannot print `markdown`, give one of `text`, "
       "`json`, `junit`, see `authz policy test --help`\n"},
      {{"policy", "coverage", "x", "--output=junit"},
       "authz policy coverage: cannot print `junit`, give one of `text`, "
       "`json`, see `authz policy coverage --help`\n"},
  };
  for (const Case& c : cases) ExpectBadUsage(c.arguments, c.error);
}

}  // namespace
}  // namespace cli

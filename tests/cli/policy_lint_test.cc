// `authz policy lint`: what it prints, and its exit statuses.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/cli/policy_files.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing_support::Finished;

std::string WithASuperfluousRequirement() {
  return PolicyFileWith(
      "action: \"CONFIGURE_TOOL\"\n  require: [\"scope\", \"company_admin\"]",
      "action: \"CONFIGURE_TOOL\"\n"
      "  require: [\"scope\", \"company_admin\", \"level\"]");
}

constexpr char kSuperfluous[] =
    "the rule for `CONFIGURE_TOOL` has no use for `level`, since "
    "`company_admin` implies it, take it out";

TEST(PolicyLint, FindsNothingInTheEmbeddedPolicy) {
  const Finished finished = RunAuthz({"policy", "lint"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out, "1 file: 0 errors, 0 warnings\n");
}

TEST(PolicyLint, AWarningIsAnIssue) {
  const std::string path = WithASuperfluousRequirement();
  const Finished finished = RunAuthz({"policy", "lint", path});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out, path + ":379:39: warning: " + kSuperfluous +
                              "\n"
                              "\n"
                              "1 file: 0 errors, 1 warning\n");
}

TEST(PolicyLint, TellsTheIssuesOfAllFiles) {
  const std::string warned = WithASuperfluousRequirement();
  const std::string wrong =
      TestFile("wrong.txtpb", "name: \"Wrong\"\nrule { action: \"FLY\" }\n");
  const Finished finished = RunAuthz({"policy", "lint", wrong, warned});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(finished.out,
              HasSubstr(wrong + ":1:7: error: policy name `Wrong` may have"));
  EXPECT_THAT(finished.out,
              HasSubstr(wrong + ":2:16: error: unknown action `FLY`\n"));
  EXPECT_THAT(finished.out, HasSubstr(warned + ":379:39: warning: "));
  EXPECT_THAT(finished.out, HasSubstr("\n\n2 files: "));
}

TEST(PolicyLint, ABrokenGuardrailIsAnError) {
  const std::string path = PolicyFileWith(
      "action: \"CONFIGURE_TOOL\"\n  require: [\"scope\", \"company_admin\"]",
      "action: \"CONFIGURE_TOOL\"\n  require: [\"scope\", \"level\"]");
  const Finished finished = RunAuthz({"policy", "lint", path});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(finished.out,
              HasSubstr(path + ":377:6: error: breaks the guardrail "
                               "`company_admin`: nobody but"));
  EXPECT_THAT(finished.out, EndsWith("\n\n1 file: 1 error, 0 warnings\n"));
}

TEST(PolicyLint, ColoursWhereAskedTo) {
  const std::string path = WithASuperfluousRequirement();
  const Finished finished =
      RunAuthz({"policy", "lint", path, "--color=always"});
  EXPECT_EQ(finished.out, "\033[1m" + path +
                              ":379:39:\033[0m \033[33mwarning:\033[0m " +
                              kSuperfluous +
                              "\n"
                              "\n"
                              "1 file: 0 errors, \033[33m1 warning\033[0m\n");
}

TEST(PolicyLint, SaysItInJson) {
  const std::string path = WithASuperfluousRequirement();
  const Finished finished = RunAuthz({"policy", "lint", path, "--output=json"});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.out, R"({
 "files": [
  {
   "path": ")" + path + R"(",
   "issues": [
    {
     "severity": "LINT_SEVERITY_WARNING",
     "line": 379,
     "column": 39,
     "message": ")" + kSuperfluous +
                              R"("
    }
   ]
  }
 ],
 "errors": 0,
 "warnings": 1
}
)");
}

TEST(PolicyLint, AFileThatCannotBeReadIsBadUsage) {
  ExpectBadUsage(
      {"policy", "lint", WithASuperfluousRequirement(), "none.txtpb"},
      "authz policy lint: cannot read `none.txtpb`: no such file or "
      "directory\n");
}

}  // namespace
}  // namespace cli

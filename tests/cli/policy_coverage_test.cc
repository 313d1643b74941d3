// `authz policy coverage`: what policy tests exercise of a policy.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Finished;

constexpr char kCase[] = R"(case {
  name: "Ann may not"
  request {
    at { seconds: 1700000000 }
    actor { id: "ann" company_admin: false }
    action: ACTION_CONFIGURE_TOOL
  }
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
}
)";

// What a user and a Company Admin may export and configure.
constexpr char kTable[] = R"(table {
  name: "exports"
  request { actor { id: "ann" } }
  action: ["EXPORT_CONVERSATIONS", "CONFIGURE_TOOL"]
  row { name: "user" request { actor { company_admin: false } } }
  row { name: "admin" request { actor { company_admin: true } } }
  allow { row: "admin" column: "CONFIGURE_TOOL" }
}
)";

class PolicyCoverageTest : public testing::Test {
 protected:
  testing_support::TempFolder folder_;
};

TEST_F(PolicyCoverageTest, OfTheCorpusIsComplete) {
  const Finished finished =
      RunAuthz({"policy", "coverage", "tests/testdata/corpus"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out,
              AllOf(StartsWith("COVERED  conversations@VERSION\n\n"
                               "  ✓  VIEW_MESSAGES              37 of 37  by "),
                    HasSubstr("\n  ✓  facts                      99 of 99\n\n"),
                    Not(HasSubstr("✗")), EndsWith(" outcomes covered\n")));
}

TEST_F(PolicyCoverageTest, ListsWhatIsNotCovered) {
  const std::string path =
      folder_.Write("cases.txtpb", absl::StrCat(kCase, kTable));
  const Finished finished = RunAuthz({"policy", "coverage", path});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(
      finished.out,
      AllOf(
          StartsWith("NOT COVERED  conversations@VERSION\n\n"
                     "  ✗  VIEW_MESSAGES              0 of 37  by 0 cases\n"),
          HasSubstr("\n  ✗  CONFIGURE_TOOL             4 of 7   by 3 cases\n"),
          HasSubstr("\n\nNever seen\n"
                    "  VIEW_MESSAGES\n"
                    "    anything: there is no case\n"),
          HasSubstr("\n  EXPORT_CONVERSATIONS\n"
                    "    scope          failed, deciding\n"
                    "    company_admin  unknown\n"
                    "    export_range   satisfied\n"
                    "  CONFIGURE_TOOL\n"
                    "    scope          failed, deciding\n"
                    "    company_admin  unknown\n"
                    "  facts\n"
                    "    tool_enabled                   true, false\n"),
          HasSubstr("    actor_company_admin            unknown\n"),
          EndsWith("\n\n13 of 694 outcomes covered\n")));
}

TEST_F(PolicyCoverageTest, InJson) {
  const std::string path = folder_.Write("cases.txtpb", kCase);
  const Finished finished =
      RunAuthz({"policy", "coverage", path, "--output=json"});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(
      finished.out,
      AllOf(StartsWith("{\n"
                       " \"policyVersion\": \"conversations@VERSION\",\n"
                       " \"complete\": false,\n"),
            HasSubstr(R"(
   "action": "ACTION_CONFIGURE_TOOL",
   "cases": 1,
   "requirements": [
    {
     "name": "scope",
     "outcomes": [
      {
       "outcome": "satisfied",
       "possible": true,
       "cases": 1
      },
)"),
            HasSubstr(R"(
   "name": "scope_consistent",
   "values": [
)")));
}

TEST_F(PolicyCoverageTest, AMalformedRequestCoversNothing) {
  const std::string path = folder_.Write("cases.txtpb", R"(case {
  name: "\033[1m"
  request { action: ACTION_CONFIGURE_TOOL }
  expect { reason: REASON_COMPANY_ADMIN_REQUIRED }
}
)");
  ExpectBadUsage(
      {"policy", "coverage", path},
      absl::StrCat("authz policy coverage: ", path,
                   ":1: error: case `\\x1b[1m` has a malformed request: "
                   "actor.id: must not be empty\n"));
}

}  // namespace
}  // namespace cli

// `authz` where it needs no server: exit status and output of every command.

#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::ProgramOptions;

constexpr char kAllowed[] =
    R"({"id": "c", "actor": {"id": "ann", "companyAdmin": true},
        "action": "ACTION_CONFIGURE_TOOL"})";
constexpr char kDenied[] =
    R"({"actor": {"id": "bob", "companyAdmin": false},
        "action": "ACTION_CONFIGURE_TOOL"})";
constexpr char kMissing[] =
    R"({"actor": {"id": "bob"}, "action": "ACTION_CONFIGURE_TOOL"})";

struct Case {
  std::string name;
  std::vector<std::string> arguments;
  std::string stdin_text;
  int exit_status;
  std::string out;
  std::string err;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class LocalCommandTest : public testing::TestWithParam<Case> {};

TEST_P(LocalCommandTest, ExitsAndPrints) {
  ProgramOptions options;
  options.stdin_text = GetParam().stdin_text;
  const Finished finished = RunAuthz(GetParam().arguments, options);
  EXPECT_EQ(finished.exit_status, GetParam().exit_status);
  EXPECT_EQ(finished.out, GetParam().out);
  EXPECT_EQ(finished.err, GetParam().err);
}

INSTANTIATE_TEST_SUITE_P(
    Check, LocalCommandTest,
    testing::ValuesIn(std::vector<Case>{
        {"Allowed",
         {"check", "--local", kAllowed},
         "",
         0,
         "ALLOWED\n"
         "  check   c\n"
         "  policy  conversations@VERSION\n",
         ""},
        {"Denied",
         {"check", "--local", kDenied},
         "",
         1,
         "DENIED  COMPANY_ADMIN_REQUIRED\n"
         "  policy  conversations@VERSION\n",
         ""},
        {"MissingFacts",
         {"check", "--local", kMissing},
         "",
         1,
         "DENIED  MISSING_FACTS\n"
         "  missing facts  actor.company_admin\n"
         "  policy         conversations@VERSION\n",
         ""},
        {"Json",
         {"check", "--local", "--output=json", kMissing},
         "",
         1,
         "{\n"
         " \"id\": \"\",\n"
         " \"allowed\": false,\n"
         " \"reason\": \"REASON_MISSING_FACTS\",\n"
         " \"missingFacts\": [\n"
         "  \"actor.company_admin\"\n"
         " ],\n"
         " \"offendingIds\": [],\n"
         " \"advice\": [],\n"
         " \"policyVersion\": \"conversations@VERSION\"\n"
         "}\n",
         ""},
        {"DashIsStdin",
         {"check", "--local", "-"},
         kMissing,
         1,
         "DENIED  MISSING_FACTS\n"
         "  missing facts  actor.company_admin\n"
         "  policy         conversations@VERSION\n",
         ""},
        {"NothingIsStdin",
         {"--local", "check"},
         kDenied,
         1,
         "DENIED  COMPANY_ADMIN_REQUIRED\n"
         "  policy  conversations@VERSION\n",
         ""},
        {"Coloured",
         {"check", "--local", "--color=always", kDenied},
         "",
         1,
         "\033[31mDENIED\033[0m  \033[1mCOMPANY_ADMIN_REQUIRED\033[0m\n"
         "  \033[2mpolicy\033[0m  conversations@VERSION\n",
         ""},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Batch, LocalCommandTest,
    testing::ValuesIn(std::vector<Case>{
        {"AllAllowed",
         {"batch", "--local",
          R"({"shared": {"actor": {"id": "ann", "companyAdmin": true}},
              "checks": [{"action": "ACTION_CONFIGURE_TOOL"}]})"},
         "",
         0,
         "[0]    ALLOWED\n"
         "\n"
         "1 check: 1 allowed, 0 denied, 0 malformed\n"
         "policy conversations@VERSION\n",
         ""},
        {"OneDenied",
         {"batch", "--local",
          R"({"shared": {"action": "ACTION_CONFIGURE_TOOL"},
              "checks": [{"id": "x", "actor": {"id": "ann",
                                               "companyAdmin": true}},
                         {"id": "yy", "actor": {"id": "bob",
                                                "companyAdmin": false}}]})"},
         "",
         1,
         "[0]  x   ALLOWED\n"
         "[1]  yy  DENIED   COMPANY_ADMIN_REQUIRED\n"
         "\n"
         "2 checks: 1 allowed, 1 denied, 0 malformed\n"
         "policy conversations@VERSION\n",
         ""},
        {"DeniedOutweighsMalformed",
         {"batch", "--local", "-"},
         R"({"shared": {"action": "ACTION_CONFIGURE_TOOL"},
             "checks": [{"id": "x", "actor": {"id": "bob",
                                              "companyAdmin": false}},
                        {"id": "y"}]})",
         1,
         "[0]  x  DENIED     COMPANY_ADMIN_REQUIRED\n"
         "[1]  y  MALFORMED  actor.id: must not be empty\n"
         "\n"
         "2 checks: 0 allowed, 1 denied, 1 malformed\n"
         "policy conversations@VERSION\n",
         ""},
        {"Empty",
         {"batch", "--local", "{}"},
         "",
         2,
         "",
         "authz batch: checks: there are none\n"},
        {"Json",
         {"batch", "--local", "--output=json", R"({"checks": [{}]})"},
         "",
         2,
         "{\n"
         " \"results\": [\n"
         "  {\n"
         "   \"error\": {\n"
         "    \"code\": 3,\n"
         "    \"message\": \"actor.id: must not be empty\",\n"
         "    \"field\": \"actor.id\"\n"
         "   }\n"
         "  }\n"
         " ],\n"
         " \"policyVersion\": \"conversations@VERSION\"\n"
         "}\n",
         ""},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(LocalCommand, ReadsAFile) {
  const Finished finished =
      RunAuthz({"check", "--local", TestFile("request.json", kAllowed)});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out, StartsWith("ALLOWED\n"));
}

TEST(LocalCommand, ExplainsEveryRequirement) {
  const Finished finished = RunAuthz({"explain", "--local", kDenied});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out,
              StartsWith("DENIED  COMPANY_ADMIN_REQUIRED\n"
                         "  policy  conversations@VERSION\n"
                         "\n"
                         "CONFIGURE_TOOL requires, in this order:\n"));
  EXPECT_THAT(finished.out,
              HasSubstr("  ✗ company_admin  failed, and decides: DENIED "
                        "COMPANY_ADMIN_REQUIRED\n"));
  EXPECT_THAT(finished.out, HasSubstr("actor_company_admin = false\n"));
}

TEST(LocalCommand, ExplainsInJson) {
  const Finished finished =
      RunAuthz({"explain", "--local", "--output=json", kAllowed});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out, HasSubstr("\"outcome\": \"OUTCOME_SATISFIED\""));
  EXPECT_THAT(finished.out, HasSubstr("\"name\": \"actor_company_admin\""));
}

TEST(LocalCommand, ExplainsWhereTheRequestOfACheckAsksForIt) {
  const Finished finished =
      RunAuthz({"check", "--local",
                R"({"actor": {"id": "a"}, "action": "ACTION_CONFIGURE_TOOL",
           "explain": true})"});
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_THAT(finished.out,
              HasSubstr("  ? company_admin  unknown, and decides: DENIED "
                        "MISSING_FACTS\n"));
}

TEST(LocalCommand, ShowsWhatDecides) {
  const Finished finished = RunAuthz({"info", "--local"});
  EXPECT_EQ(finished.exit_status, 0);
  for (const char* line :
       {"(^|\n)policy +conversations\n",
        "\npolicy version +conversations@VERSION\n", "\nmax batch +[0-9]+\n",
        "\nedit window +[0-9]+m\n"}) {
    EXPECT_THAT(finished.out, ContainsRegex(line));
  }
  EXPECT_THAT(finished.out, Not(HasSubstr("server")));
}

TEST(LocalCommand, ReportsEveryMistakeInAPolicy) {
  const std::string path = TestFile(
      "wrong.txtpb", "name: \"Wrong Name\"\nrule { action: ACTION_FLY }\n");
  const Finished finished =
      RunAuthz({"check", "--local", "--policy", path, kAllowed});
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err,
              StartsWith("authz check: " + path + ": error: limit"));
  EXPECT_THAT(finished.err, HasSubstr("`Wrong Name`"));
  EXPECT_THAT(finished.err, HasSubstr("`ACTION_FLY`"));
}

}  // namespace
}  // namespace cli

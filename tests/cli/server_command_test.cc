// `authz` against the real server, over TCP and over a Unix socket, and against
// what is no server.

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/server_process.h"
#include "tests/support/silent_listener.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::ProgramOptions;
using testing_support::ServerProcess;
using testing_support::TempFolder;

struct Case {
  std::string name;
  std::vector<std::string> arguments;
  int exit_status;
  std::string out;
  std::string err;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ServerCommandTest : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(
            {absl::StrCat("--listen=127.0.0.1:0,unix:", folder_.Path("s"))});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void TearDown() override {
    if (server_ == nullptr) return;
    EXPECT_EQ(server_->Stop(), absl::OkStatus());
  }

  const TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_P(ServerCommandTest, ExitsAndPrintsOverBothKindsOfAddress) {
  for (const std::string& address : server_->addresses()) {
    SCOPED_TRACE(address);
    std::vector<std::string> arguments = GetParam().arguments;
    arguments.push_back("--server=" + address);
    const Finished finished = RunAuthz(arguments);
    EXPECT_EQ(finished.exit_status, GetParam().exit_status);
    EXPECT_THAT(finished.out, StartsWith(GetParam().out));
    EXPECT_EQ(finished.out.empty(), GetParam().out.empty());
    EXPECT_EQ(finished.err, GetParam().err);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, ServerCommandTest,
    testing::ValuesIn(std::vector<Case>{
        {"Allowed",
         {"check",
          R"({"actor": {"id": "ann", "companyAdmin": true},
              "action": "ACTION_CONFIGURE_TOOL"})"},
         0,
         "ALLOWED\n"
         "  policy  conversations@VERSION\n",
         ""},
        {"Denied",
         {"check",
          R"({"actor": {"id": "ann"}, "action": "ACTION_CONFIGURE_TOOL"})"},
         1,
         "DENIED  MISSING_FACTS\n"
         "  missing facts  actor.company_admin\n",
         ""},
        {"Malformed",
         {"check", R"({"action": "ACTION_CONFIGURE_TOOL"})"},
         2,
         "",
         "authz check: actor.id: must not be empty\n"},
        {"Explained",
         {"explain",
          R"({"actor": {"id": "ann", "companyAdmin": true},
              "action": "ACTION_CONFIGURE_TOOL"})"},
         0,
         "ALLOWED\n"
         "  policy  conversations@VERSION\n"
         "\n"
         "CONFIGURE_TOOL requires, in this order:\n",
         ""},
        {"Batch",
         {"batch",
          R"({"shared": {"action": "ACTION_CONFIGURE_TOOL"},
              "checks": [{"actor": {"id": "ann", "companyAdmin": true}},
                         {"actor": {"id": "ann", "companyAdmin": false}}]})"},
         1,
         "[0]    ALLOWED\n"
         "[1]    DENIED   COMPANY_ADMIN_REQUIRED\n",
         ""},
        {"BatchThatIsMalformedAsAWhole",
         {"batch", R"({"checks": [{"id": "a"}, {"id": "a"}]})"},
         2,
         "",
         "authz batch: checks[1].id: is the id of checks[0] already\n"},
        {"Info", {"info"}, 0, "server version              ", ""},
        {"Health", {"health"}, 0, "SERVING\n", ""},
        {"HealthInJson",
         {"health", "--output=json"},
         0,
         "{\n"
         " \"status\": \"SERVING\"\n"
         "}\n",
         ""},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

// 4 MiB is what gRPC would take of an answer if it were not told otherwise.
TEST_F(ServerCommandTest, TakesAnAnswerLargerThanTheRequestMayBe) {
  std::string checks;
  for (int i = 0; i < 10000; ++i) absl::StrAppend(&checks, i ? "," : "", "{}");
  ProgramOptions options;
  options.stdin_text = absl::StrCat(
      R"({"shared": {"actor": {"id": "ann"}, "explain": true,
                     "action": "ACTION_VIEW_MESSAGES"}, "checks": [)",
      checks, "]}");
  const Finished finished = RunAuthz(
      {"batch", "--timeout=60s", "--server", server_->address()}, options);
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(finished.out,
              HasSubstr("10000 checks: 0 allowed, 10000 denied, 0 malformed"));
}

// Comments and all, and it is the same policy to a server that loads it.
TEST_F(ServerCommandTest, FetchesThePolicyAsAFileThatAServerLoads) {
  const Finished embedded =
      RunAuthz({"policy", "fetch", "--server", server_->address()});
  EXPECT_EQ(embedded.exit_status, 0);
  EXPECT_EQ(embedded.err, "");
  EXPECT_THAT(embedded.out, StartsWith("#"));
  const std::string text = absl::StrCat("# ours\n", embedded.out);
  folder_.Write("policy.txtpb", text);
  const auto second = ServerProcess::Start(
      {absl::StrCat("--policy=", folder_.Path("policy.txtpb"))});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(RunAuthz({"policy", "fetch", "--server", (*second)->address()}).out,
            text);
  // With the version of the policy, which RunAuthz leaves out.
  const auto info_of = [](const ServerProcess& server) {
    const absl::StatusOr<Finished> info = testing_support::RunProgram(
        "cli/authz", {"info", "--output=json", "--server", server.address()});
    EXPECT_TRUE(info.ok()) << info.status();
    return info.ok() ? info->out : "";
  };
  EXPECT_EQ(info_of(**second), info_of(*server_));
}

TEST_F(ServerCommandTest, TheEnvironmentSaysWhichServerToAsk) {
  const std::string variable =
      absl::StrCat("AUTHZ_SERVER=", server_->addresses()[1]);
  const struct {
    std::string name;
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
    int exit_status;
    std::string out;
    std::string err;
  } cases[] = {
      {"Taken", {"health"}, {variable}, 0, "SERVING\n", ""},
      {"TheCommandLineWins",
       {"health", "--server=" + server_->address()},
       {"AUTHZ_SERVER=unix:/nowhere"},
       0,
       "SERVING\n",
       ""},
      {"TheServersOwn",
       {"health"},
       {variable, "AUTHZ_LISTEN=unix:/a", "AUTHZ_MAX_MEMORY=x"},
       0,
       "SERVING\n",
       ""},
      {"OfNeither",
       {"health"},
       {variable, "AUTHZ_SERVE=x"},
       2,
       "",
       "authz health: the environment variable `AUTHZ_SERVE` names no flag, "
       "did you mean `AUTHZ_SERVER`, see `authz health --help`\n"},
      {"Local",
       {"check", "--local",
        R"({"actor": {"id": "a", "companyAdmin": true},
            "action": "ACTION_CONFIGURE_TOOL"})"},
       {variable, "AUTHZ_TLS_CA=/none"},
       0,
       "ALLOWED\n  policy  conversations@VERSION\n",
       ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    ProgramOptions options;
    options.environment = c.environment;
    const Finished finished = RunAuthz(c.arguments, options);
    EXPECT_EQ(finished.exit_status, c.exit_status);
    EXPECT_EQ(finished.out, c.out);
    EXPECT_EQ(finished.err, c.err);
  }
}

TEST(AbstractSocketTest, IsRefused) {
  ExpectBadUsage({"health", "--server=unix:@authz"},
                 "authz health: `unix:@authz` would be an abstract socket, "
                 "which no server listens on, give the path of its file\n");
}

struct FailureCase {
  std::string name;
  std::vector<std::string> arguments;
};

void PrintTo(const FailureCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class NoServerTest : public testing::TestWithParam<FailureCase> {};

TEST_P(NoServerTest, IsAFailureAndNoDecision) {
  const TempFolder folder;
  const std::string address = absl::StrCat("unix:", folder.Path("s"));
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.push_back("--server=" + address);
  const Finished finished = RunAuthz(arguments);
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err,
              StartsWith(absl::StrCat("authz ", GetParam().arguments[0],
                                      ": no answer from `", address, "`: ")));
  EXPECT_THAT(finished.err, HasSubstr("No such file or directory"));
}

TEST_P(NoServerTest, IsAFailureWhereTheServerDoesNotAnswer) {
  const testing_support::SilentListener listener;
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.push_back("--server=" + listener.address());
  arguments.push_back("--timeout=50ms");
  const Finished finished = RunAuthz(arguments);
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(finished.err, absl::StrCat("authz ", GetParam().arguments[0],
                                       ": no answer from `", listener.address(),
                                       "` within 50ms\n"));
}

INSTANTIATE_TEST_SUITE_P(All, NoServerTest,
                         testing::ValuesIn(std::vector<FailureCase>{
                             {"Check", {"check", "{}"}},
                             {"Batch", {"batch", R"({"checks": [{}]})"}},
                             {"Explain", {"explain", "{}"}},
                             {"Info", {"info"}},
                             {"Health", {"health"}},
                         }),
                         [](const testing::TestParamInfo<FailureCase>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace cli

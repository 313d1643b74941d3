// How the real server starts, and that it never half starts.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "authz/policies/embedded_policy.h"
#include "base/libraries.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/refusal.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::Finished;
using testing_support::kServerProgram;
using testing_support::ProgramOptions;
using testing_support::ServerProcess;
using testing_support::TempFolder;

v1::GetServerInfoResponse InfoOf(const std::string& address) {
  const auto stub = v1::AuthorizationService::NewStub(Connect(address));
  v1::GetServerInfoResponse info;
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->GetServerInfo(context, v1::GetServerInfoRequest(), &info);
  });
  EXPECT_TRUE(status.ok()) << address << ": " << status.error_message();
  return info;
}

// The embedded policy with some of its text replaced, all of which must be
// there.
std::string PolicyWith(
    const std::vector<std::pair<std::string, std::string>>& replacements) {
  std::string text(authz::EmbeddedPolicyText());
  for (const auto& [from, to] : replacements) {
    EXPECT_EQ(absl::StrReplaceAll({{from, to}}, &text), 1) << from;
  }
  return text;
}

class StartTest : public testing::Test {
 protected:
  const TempFolder folder_;
  const std::string socket_ = folder_.Path("authz.sock");
  const std::string unix_ = absl::StrCat("unix:", socket_);
};

TEST_F(StartTest, ListensOnTcpAndUnixAtOnce) {
  const auto server = ServerProcess::Start(
      {absl::StrCat("--listen=127.0.0.1:0,", unix_, ",127.0.0.1:0")});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::vector<std::string>& addresses = (*server)->addresses();
  ASSERT_EQ(addresses.size(), 3U);
  EXPECT_TRUE(absl::StartsWith(addresses[0], "127.0.0.1:"));
  EXPECT_EQ(addresses[1], unix_);
  EXPECT_TRUE(absl::StartsWith(addresses[2], "127.0.0.1:"));
  EXPECT_NE(addresses[0], addresses[2]);
  for (const std::string& address : addresses) {
    EXPECT_EQ(InfoOf(address).server_version(), base::Version());
  }
  EXPECT_TRUE((*server)->Stop().ok());
}

TEST_F(StartTest, PrintsItsAddressesAndNothingElse) {
  const auto server = ServerProcess::Start({absl::StrCat("--listen=", unix_)});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(InfoOf(unix_).server_version(), base::Version());
  (*server)->process().Signal(SIGTERM);
  const Finished finished = (*server)->process().Wait();
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.out, absl::StrCat("listening on ", unix_, "\n"));
  EXPECT_EQ(testing_support::Complaints(finished.err), "");
}

TEST_F(StartTest, TakesItsFlagsFromTheEnvironment) {
  ProgramOptions options;
  options.environment = {absl::StrCat("AUTHZ_LISTEN=", unix_),
                         "AUTHZ_MAX_BATCH=7", "AUTHZ_MAX_TARGETS=8"};
  const auto process = testing_support::Process::Start(
      kServerProgram, {"--max_targets=9"}, options);
  ASSERT_TRUE(process.ok()) << process.status();
  const absl::StatusOr<std::string> line =
      (*process)->ReadLine(testing_support::Stream::kOut);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(*line, absl::StrCat("listening on ", unix_));
  const v1::GetServerInfoResponse info = InfoOf(unix_);
  EXPECT_EQ(info.limits().max_batch(), 7U);
  EXPECT_EQ(info.limits().max_targets(), 9U);
}

// A socket that a service manager is told at.
class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(
        bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
        0)
        << std::strerror(errno);
  }
  ~NotifySocket() { close(fd_); }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  // The next message. Waits for it without a flag; with MSG_DONTWAIT, "" where
  // there is none.
  std::string Next(int flags) const {
    std::array<char, 256> bytes = {};
    const ssize_t size = recv(fd_, bytes.data(), bytes.size(), flags);
    return size > 0 ? std::string(bytes.data(), size) : "";
  }

 private:
  const int fd_;
};

TEST_F(StartTest, TellsTheServiceManagerOnceItServes) {
  const std::string path = folder_.Path("notify");
  const NotifySocket socket(path);
  ProgramOptions options;
  options.environment = {absl::StrCat("NOTIFY_SOCKET=", path)};
  EXPECT_EQ(RunServer({"--policy=/none"}, options).exit_status, 1);
  EXPECT_EQ(socket.Next(MSG_DONTWAIT), "");
  const auto process = testing_support::Process::Start(
      kServerProgram, {absl::StrCat("--listen=", unix_)}, options);
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(socket.Next(0), "READY=1");
  EXPECT_EQ(InfoOf(unix_).server_version(), base::Version());
}

TEST_F(StartTest, ServesThoughTheServiceManagerIsGone) {
  ProgramOptions options;
  options.environment = {
      absl::StrCat("NOTIFY_SOCKET=", folder_.Path("nobody"))};
  const auto server =
      ServerProcess::Start({absl::StrCat("--listen=", unix_)}, options);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(InfoOf(unix_).server_version(), base::Version());
  (*server)->process().Signal(SIGTERM);
  const Finished finished = (*server)->process().Wait();
  EXPECT_TRUE(
      absl::StrContains(finished.err, "the service manager cannot be told"))
      << finished.err;
}

// The command and the server may be in one container.
TEST_F(StartTest, LeavesTheCommandsVariablesToIt) {
  ProgramOptions options;
  options.environment = {"AUTHZ_SERVER=unix:/nowhere", "AUTHZ_TLS=true",
                         "AUTHZ_TLS_CA=/none", "AUTHZ_TLS_SERVER_NAME=n"};
  const auto server =
      ServerProcess::Start({absl::StrCat("--listen=", unix_)}, options);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(InfoOf(unix_).server_version(), base::Version());
}

TEST_F(StartTest, ReplacesTheSocketOfAServerThatWasKilled) {
  const std::vector<std::string> flags = {absl::StrCat("--listen=", unix_)};
  const auto killed = ServerProcess::Start(flags);
  ASSERT_TRUE(killed.ok()) << killed.status();
  (*killed)->process().Signal(SIGKILL);
  EXPECT_EQ((*killed)->process().Wait().exit_status, 128 + SIGKILL);
  ASSERT_TRUE(Exists(socket_));
  const auto server = ServerProcess::Start(flags);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(InfoOf(unix_).server_version(), base::Version());
}

TEST_F(StartTest, LeavesTheSocketOfALiveServerAlone) {
  const std::vector<std::string> flags = {absl::StrCat("--listen=", unix_)};
  const auto live = ServerProcess::Start(flags);
  ASSERT_TRUE(live.ok()) << live.status();
  ExpectRefusal(RunServer(flags),
                absl::StrCat("cannot listen on ", unix_,
                             ": another process is listening there"));
  EXPECT_EQ(InfoOf(unix_).server_version(), base::Version());
}

TEST_F(StartTest, EndsWhereAnyAddressCannotBeHad) {
  const auto other = ServerProcess::Start();
  ASSERT_TRUE(other.ok()) << other.status();
  const std::string taken = (*other)->address();
  ExpectRefusal(
      RunServer({absl::StrCat("--listen=", unix_, ",", taken)}),
      absl::StrCat("cannot listen on ", taken, ": Address already in use"));
  EXPECT_FALSE(Exists(socket_));
  EXPECT_EQ(InfoOf(taken).server_version(), base::Version());
}

TEST_F(StartTest, DecidesByThePolicyFile) {
  const std::string policy = folder_.Write(
      "policy.txtpb",
      PolicyWith({{"name: \"conversations\"", "name: \"custom\""},
                  {"max_group_members: 2000", "max_group_members: 7"}}));
  const auto server = ServerProcess::Start({absl::StrCat("--policy=", policy)});
  ASSERT_TRUE(server.ok()) << server.status();
  const v1::GetServerInfoResponse info = InfoOf((*server)->address());
  EXPECT_EQ(info.policy_name(), "custom");
  EXPECT_TRUE(absl::StartsWith(info.policy_version(), "custom"))
      << info.policy_version();
  EXPECT_EQ(info.limits().max_group_members(), 7U);

  v1::CheckRequest request;
  request.mutable_actor()->set_id("a");
  request.mutable_actor()->set_company_admin(true);
  request.set_action(v1::ACTION_CREATE_GROUP);
  request.mutable_conversation()->set_member_count(8);
  v1::CheckResponse response;
  const auto stub =
      v1::AuthorizationService::NewStub(Connect((*server)->address()));
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->Check(context, request, &response);
  });
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response.allowed());
  EXPECT_EQ(response.reason(), v1::REASON_TOO_MANY_MEMBERS);
  EXPECT_EQ(response.policy_version(), info.policy_version());
}

TEST_F(StartTest, RefusesAPolicyFileThatIsNotThere) {
  const std::string path = folder_.Path("none.txtpb");
  ExpectRefusal(
      RunServer(
          {absl::StrCat("--listen=", unix_), absl::StrCat("--policy=", path)}),
      absl::StrCat("cannot read `", path, "`: no such file or directory"));
  EXPECT_FALSE(Exists(socket_));
}

TEST_F(StartTest, RefusesAPolicyFileThatIsAFolder) {
  const std::string path = folder_.Path(".");
  ExpectRefusal(RunServer({absl::StrCat("--listen=", unix_),
                           absl::StrCat("--policy=", path)}),
                absl::StrCat("cannot read `", path, "`: is a directory"));
  EXPECT_FALSE(Exists(socket_));
}

// "LINE:COLUMN" of the end of `before`, which stands in `text` once.
std::string PlaceAfter(absl::string_view text, absl::string_view before) {
  const std::vector<absl::string_view> lines =
      absl::StrSplit(text.substr(0, text.find(before) + before.size()), '\n');
  return absl::StrCat(lines.size(), ":", lines.back().size() + 1);
}

TEST_F(StartTest, TellsEveryMistakeOfAPolicyFile) {
  const std::string policy = PolicyWith(
      {{"\n  max_group_members:", "\n  max_group_member:"},
       {"any_of: \"scope_consistent\"", "any_of: \"scope_consistant\""},
       {"reason: REASON_TOOL_DISABLED", "reason: REASON_TOOL_DISABLD"}});
  const std::string path = folder_.Write("policy.txtpb", policy);
  const Finished finished = RunServer(
      {absl::StrCat("--listen=", unix_), absl::StrCat("--policy=", path)});
  ExpectRefusal(
      finished,
      absl::StrCat(
          path, ":", PlaceAfter(policy, "\nlimits "),
          ": error: limit `max_group_members` is missing or 0, write how many "
          "are allowed\n",
          path, ":", PlaceAfter(policy, "sender not counted\n  "),
          ": error: unknown field `max_group_member`, did you mean "
          "`max_group_members`\n",
          path, ":", PlaceAfter(policy, "name: \"scope\"\n  any_of: "),
          ": error: requirement `scope` names an unknown fact "
          "`scope_consistant`, did you mean `scope_consistent`\n",
          path, ":", PlaceAfter(policy, "any_of: \"tool_enabled\"\n  reason: "),
          ": error: `reason` has no value `REASON_TOOL_DISABLD`, did you mean "
          "`REASON_TOOL_DISABLED`"));
  EXPECT_FALSE(Exists(socket_));
}

// Clients cannot parse a response with a string that is not UTF-8, so an
// explanation would be an error to them.
TEST_F(StartTest, RefusesAPolicyFileThatIsNotUtf8) {
  const std::string policy = PolicyWith(
      {{"The Conversations tool is enabled for the company.", "caf\\351"}});
  const std::string path = folder_.Write("policy.txtpb", policy);
  const auto process = testing_support::Process::Start(
      kServerProgram,
      {absl::StrCat("--listen=", unix_), absl::StrCat("--policy=", path)});
  ASSERT_TRUE(process.ok()) << process.status();
  // Ends a server that does start.
  const absl::StatusOr<std::string> line =
      (*process)->ReadLine(testing_support::Stream::kOut);
  EXPECT_FALSE(line.ok()) << *line;
  (*process)->Signal(SIGTERM);
  ExpectRefusal((*process)->Wait(),
                absl::StrCat(path, ":",
                             PlaceAfter(policy,
                                        "reason: REASON_TOOL_DISABLED\n  "
                                        "description: "),
                             ": error: `description` is not valid UTF-8"));
  EXPECT_FALSE(Exists(socket_));
}

struct BadUseCase {
  std::string name;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string error;
};

void PrintTo(const BadUseCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadUseTest : public StartTest,
                   public testing::WithParamInterface<BadUseCase> {};

TEST_P(BadUseTest, EndsWithOneLineAndLeavesNothing) {
  std::vector<std::string> arguments = {absl::StrCat("--listen=", unix_)};
  arguments.insert(arguments.end(), GetParam().arguments.begin(),
                   GetParam().arguments.end());
  ProgramOptions options;
  options.environment = GetParam().environment;
  ExpectRefusal(RunServer(arguments, options), GetParam().error);
  EXPECT_FALSE(Exists(socket_));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadUseTest,
    testing::ValuesIn(std::vector<BadUseCase>{
        {"UnknownFlag",
         {"--max_batches=5"},
         {},
         "unknown flag `--max_batches`, did you mean `--max_batch`"},
        {"BadValue",
         {"--max_batch=0"},
         {},
         "`--max_batch` cannot be `0`: give a whole number from 1 to "
         "2147483647"},
        {"BadMode",
         {"--socket_mode=rw"},
         {},
         "`--socket_mode` cannot be `rw`: write octal digits such as 0660"},
        {"ListenTwice",
         {"--listen=127.0.0.1:0"},
         {},
         "`--listen` is given twice, give it once; where it takes several "
         "values, put commas between them"},
        {"VariableOfNeitherProgram",
         {},
         {"AUTHZ_SERVERS=a:1"},
         "the environment variable `AUTHZ_SERVERS` names no flag"},
        {"PositionalArgument",
         {"start"},
         {},
         "unexpected argument `start`, flags start with `--`"},
        {"UnknownVariable",
         {},
         {"AUTHZ_POLCY=p"},
         "the environment variable `AUTHZ_POLCY` names no flag, did you mean "
         "`AUTHZ_POLICY`"},
    }),
    [](const testing::TestParamInfo<BadUseCase>& info) {
      return info.param.name;
    });

TEST_F(StartTest, HelpGoesToStdout) {
  const Finished finished = RunServer({"--help"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_TRUE(absl::StrContains(finished.out, "\n  --max_request_bytes="));
  EXPECT_EQ(finished.err, "");
}

TEST_F(StartTest, VersionGoesToStdout) {
  const Finished finished = RunServer({"--version"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.out, base::VersionText("authz_server"));
  EXPECT_EQ(finished.err, "");
}

}  // namespace
}  // namespace server

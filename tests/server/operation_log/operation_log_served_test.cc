// The operation log of the real server.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/version.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/support/refusal.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::LogLine;
using testing_support::ParseLog;
using testing_support::ServerProcess;
using testing_support::Stream;

class ServedOperationLogTest : public testing::Test {
 protected:
  void Start(std::vector<std::string> flags) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(std::move(flags));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::string StopAndReadLog() {
    server_->process().Signal(SIGTERM);
    const Finished finished = server_->process().Wait();
    EXPECT_EQ(finished.exit_status, 0);
    return finished.err;
  }

  const testing_support::TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

std::vector<std::string> Messages(const std::string& log) {
  std::vector<std::string> messages;
  for (LogLine line : ParseLog(log)) messages.push_back(line["message"]);
  return messages;
}

TEST_F(ServedOperationLogTest, TellsWhatItServesAndHowItEnds) {
  const std::string path = folder_.Path("log");
  Start({"--max_batch=77", "--drain_delay=1ms",
         absl::StrCat("--decision_log=", path), "--decision_log_hash_ids"});
  v1::GetServerInfoResponse info;
  const auto stub =
      v1::AuthorizationService::NewStub(Connect(server_->address()));
  ASSERT_TRUE(Call([&](grpc::ClientContext* context) {
                return stub->GetServerInfo(context, v1::GetServerInfoRequest(),
                                           &info);
              }).ok());
  server_->process().Signal(SIGHUP);
  // The files and the log are taken by threads of their own, in any order.
  std::set<std::string> awaited = {"policy reloaded", "decision log reopened"};
  while (!awaited.empty()) {
    const absl::StatusOr<std::string> line =
        server_->process().ReadLine(Stream::kErr);
    ASSERT_TRUE(line.ok()) << line.status();
    awaited.erase(testing_support::ParseLogLine(*line)["message"]);
  }
  const std::string log = StopAndReadLog();
  std::vector<std::string> messages = Messages(log);
  ASSERT_EQ(messages.size(), 6U);
  std::sort(messages.begin() + 2, messages.begin() + 4);
  EXPECT_THAT(messages,
              ElementsAre("serving", "reloading", "decision log reopened",
                          "policy reloaded", "draining", "ended"));
  std::vector<LogLine> lines = ParseLog(log);
  for (LogLine& line : lines) EXPECT_EQ(line["level"], "info");
  LogLine& start = lines[0];
  EXPECT_EQ(start["version"], base::Version());
  EXPECT_EQ(start["policy_version"], info.policy_version());
  EXPECT_EQ(start["listeners"], server_->address());
  // Flags, as they are in force.
  EXPECT_EQ(start["decision_log"], path);
  EXPECT_EQ(start["decision_log_hash_ids"], "true");
  EXPECT_EQ(start["max_batch"], "77");
  EXPECT_EQ(start["handshake_timeout"], "10s");
  EXPECT_EQ(start.count("policy"), 0U);
  EXPECT_EQ(lines[4]["signal"], "SIGTERM");
  EXPECT_EQ(lines[4]["delay"], "1ms");
}

TEST_F(ServedOperationLogTest, TellsOfASecondSignal) {
  Start({"--drain_delay=60s"});
  server_->process().Signal(SIGTERM);
  ASSERT_TRUE(
      testing_support::ReadLogLine(server_->process(), "draining").ok());
  server_->process().Signal(SIGINT);
  const Finished finished = server_->process().Wait();
  EXPECT_EQ(finished.exit_status, 128 + SIGINT);
  LogLine last = ParseLog(finished.err).back();
  EXPECT_EQ(last["message"], "ended at once, this is the second signal");
  EXPECT_EQ(last["level"], "warning");
  EXPECT_EQ(last["signal"], "SIGINT");
}

TEST_F(ServedOperationLogTest, IsTextWhereAskedFor) {
  Start({"--log_format=text"});
  const std::string log = StopAndReadLog();
  EXPECT_THAT(log,
              HasSubstr(absl::StrCat("Z INFO serving version=", base::Version(),
                                     " policy_version=")));
  EXPECT_THAT(log, HasSubstr("Z INFO draining signal=SIGTERM "));
}

// For a collector that reads both streams.
TEST_F(ServedOperationLogTest, IsJsonOnStdoutTooWhereAskedFor) {
  const auto server = testing_support::Process::Start(
      testing_support::kServerProgram,
      {"--log_format=json", "--listen=127.0.0.1:0",
       "--metrics_listen=127.0.0.1:0"});
  ASSERT_TRUE(server.ok()) << server.status();
  for (const auto& [message, address] :
       {std::pair("listening on", "127.0.0.1:"),
        std::pair("metrics on", "http://127.0.0.1:")}) {
    const absl::StatusOr<std::string> text =
        (*server)->ReadLine(testing_support::Stream::kOut);
    ASSERT_TRUE(text.ok()) << text.status();
    LogLine line = testing_support::ParseLogLine(*text);
    EXPECT_EQ(line["message"], message) << *text;
    EXPECT_THAT(line["address"], StartsWith(address));
  }
  (*server)->Signal(SIGTERM);
  const Finished finished = (*server)->Wait();
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.err, HasSubstr("\"lost_decision_log_lines\":0}"));
}

// By itself: it is JSON where it is read by a program, as the others show.
TEST_F(ServedOperationLogTest, IsTextOnATerminal) {
  const absl::StatusOr<Finished> finished = testing_support::RunProgram(
      "/usr/bin/script", {"--quiet", "--return", "--command",
                          absl::StrCat(testing_support::kServerProgram,
                                       " --policy=", folder_.Path("none")),
                          "/dev/null"});
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->exit_status, 1);
  EXPECT_THAT(finished->out, HasSubstr("Z ERROR cannot start error="));
}

TEST_F(ServedOperationLogTest, RefusesFormatsAndLevelsThatThereAreNot) {
  ExpectRefusal(
      RunServer({"--log_format=xml"}),
      "`--log_format` cannot be `xml`: give one of `auto`, `text`, `json`");
  ExpectRefusal(RunServer({"--log_level=loud"}),
                "`--log_level` cannot be `loud`: give one of `debug`, `info`, "
                "`warning`, `error`");
}

TEST_F(ServedOperationLogTest, TellsNoLessThanTheLevel) {
  Start({"--log_level=error"});
  EXPECT_EQ(StopAndReadLog(), "");
}

// Whatever a client sends: the log has neither its ids nor a line for each
// call.
TEST_F(ServedOperationLogTest, AClientCannotFillItAndPutsNothingIntoIt) {
  Start({"--max_in_flight=1"});
  const auto channel = Connect(server_->address());
  const auto stub = v1::AuthorizationService::NewStub(channel);
  constexpr int kCalls = 200;
  for (int i = 0; i < kCalls; ++i) {
    grpc::ClientContext context;
    SetTestDeadline(context);
    context.AddMetadata("x-request-id", "secret-call");
    // What gRPC itself complains about.
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    v1::CheckRequest request;
    request.mutable_actor()->set_id("secret-actor");
    request.mutable_conversation()->set_id("secret-conversation");
    request.set_action(i % 2 == 0 ? v1::ACTION_CONFIGURE_TOOL : v1::Action(99));
    v1::CheckResponse response;
    stub->Check(&context, request, &response);
    CallRaw(channel, kCheckMethod, ToBuffer("\xff secret"));
  }
  const std::string log = StopAndReadLog();
  EXPECT_THAT(log, Not(HasSubstr("secret")));
  int provoked = 0;
  for (LogLine line : ParseLog(log)) {
    if (line["level"] == "warning") {
      ++provoked;
      // A call can come before the last one's answer has gone.
      if (line["message"] != "calls are refused") {
        EXPECT_THAT(line["source"], StartsWith("grpc "));
      }
    }
  }
  EXPECT_GT(provoked, 0);
  // 10 in each 10 seconds.
  EXPECT_LE(provoked, 100);
}

}  // namespace
}  // namespace server

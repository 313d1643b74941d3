// The tools that bench/run measures with, against real servers.

#include <signal.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace bench {
namespace {

using testing_support::Finished;
using testing_support::Process;
using testing_support::RunProgram;
using testing_support::ServerProcess;
using testing_support::Stream;
using testing_support::TempFolder;

class OpenLoopTest : public testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<Finished> written =
        RunProgram("bench/write_bodies", {folder_.Path("")});
    ASSERT_TRUE(written.ok()) << written.status();
    ASSERT_EQ(written->exit_status, 0) << written->err;
  }

  // What it prints of a tenth of a second of calls.
  static Finished Call(const std::string& address, const std::string& method,
                       const std::string& request, const std::string& answer) {
    const absl::StatusOr<Finished> finished = RunProgram(
        "bench/open_loop",
        {absl::StrCat("--address=", address),
         absl::StrCat("--method=/conversations.authz.v1.AuthorizationService/",
                      method),
         absl::StrCat("--request=", request), absl::StrCat("--answer=", answer),
         "--rate=200", "--seconds=0.1", "--warm_up=0.05", "--connections=3"});
    EXPECT_TRUE(finished.ok()) << finished.status();
    return finished.ok() ? *finished : Finished();
  }

  // A nothing_server and where it listens; null where it does not start.
  std::unique_ptr<Process> StartNothing(const std::string& what,
                                        std::string& address) const {
    absl::StatusOr<std::unique_ptr<Process>> server =
        Process::Start("bench/nothing_server",
                       {what, File("view", "answer"),
                        File("batch_50", "answer"), "--listen=127.0.0.1:0"});
    EXPECT_TRUE(server.ok()) << server.status();
    if (!server.ok()) return nullptr;
    const absl::StatusOr<std::string> line = (*server)->ReadLine(Stream::kOut);
    EXPECT_TRUE(line.ok()) << line.status();
    if (!line.ok()) return nullptr;
    address = std::string(absl::StripPrefix(*line, "listening on "));
    return *std::move(server);
  }

  // Every answer is the one that belongs to the request.
  void ExpectRightAnswers(const std::string& address, const std::string& method,
                          const std::string& name) const {
    const Finished finished =
        Call(address, method, File(name, "request"), File(name, "answer"));
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    EXPECT_EQ(finished.out.rfind("{\"calls\": 30, \"unanswered\": 0, "
                                 "\"wrong\": 0, \"measured\": 20, ",
                                 0),
              0)
        << finished.out;
  }

  std::string File(const std::string& name, const std::string& kind) const {
    return folder_.Path(absl::StrCat(name, ".", kind));
  }
  std::string UnixListener() const {
    return absl::StrCat("unix:", folder_.Path("authz.sock"));
  }

  const TempFolder folder_;
};

TEST_F(OpenLoopTest, ServerAnswersRightly) {
  const auto server = ServerProcess::Start(
      {absl::StrCat("--listen=127.0.0.1:0,", UnixListener())});
  ASSERT_TRUE(server.ok()) << server.status();
  for (const std::string& address : (*server)->addresses()) {
    ExpectRightAnswers(address, "Check", "view");
    ExpectRightAnswers(address, "Check", "targets_1");
    ExpectRightAnswers(address, "BatchCheck", "batch_50");
    // Requests and answers that are larger than HTTP/2's windows.
    ExpectRightAnswers(address, "BatchCheck", "batch_10000");
  }
  EXPECT_TRUE((*server)->Stop().ok());
}

TEST_F(OpenLoopTest, WrongAnswersAndErrorsAreCounted) {
  const auto server = ServerProcess::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  Finished finished = Call((*server)->address(), "Check",
                           File("view", "request"), File("explain", "answer"));
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_NE(finished.out.find("\"wrong\": 30,"), std::string::npos)
      << finished.out;

  finished = Call((*server)->address(), "NoSuchMethod", File("view", "request"),
                  File("view", "answer"));
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_NE(finished.out.find("\"wrong\": 30,"), std::string::npos)
      << finished.out;
  EXPECT_TRUE((*server)->Stop().ok());
}

TEST_F(OpenLoopTest, NoServerIsAnError) {
  const Finished finished = Call(
      UnixListener(), "Check", File("view", "request"), File("view", "answer"));
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_EQ(finished.err,
            absl::StrCat("open_loop: cannot connect to ", UnixListener(),
                         ": No such file or directory\n"));
}

TEST_F(OpenLoopTest, NothingServerAnswersWhateverItIsAsked) {
  for (const std::string what : {"bytes", "messages"}) {
    SCOPED_TRACE(what);
    std::string address;
    const std::unique_ptr<Process> server = StartNothing(what, address);
    ASSERT_NE(server, nullptr);
    ExpectRightAnswers(address, "Check", "view");
    ExpectRightAnswers(address, "BatchCheck", "batch_50");
    const Finished finished = Call(address, "Check", File("explain", "request"),
                                   File("view", "answer"));
    EXPECT_EQ(finished.exit_status, 0) << finished.out;
    server->Signal(SIGTERM);
    EXPECT_EQ(server->Wait().exit_status, 0);
  }
}

// Only one of them looks at what it is sent.
TEST_F(OpenLoopTest, NothingServerParsesMessages) {
  folder_.Write("noise", std::string("\0\0\0\0\1\xff", 6));
  for (const auto& [what, status] :
       {std::pair<std::string, int>{"bytes", 0}, {"messages", 1}}) {
    SCOPED_TRACE(what);
    std::string address;
    const std::unique_ptr<Process> server = StartNothing(what, address);
    ASSERT_NE(server, nullptr);
    const Finished finished =
        Call(address, "Check", folder_.Path("noise"), File("view", "answer"));
    EXPECT_EQ(finished.exit_status, status) << finished.out;
    server->Signal(SIGTERM);
    EXPECT_EQ(server->Wait().exit_status, 0);
  }
}

}  // namespace
}  // namespace bench

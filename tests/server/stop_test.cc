// How the real server ends: on a signal, with calls under way answered.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/rpc/health_watcher.h"
#include "tests/server/rpc/unread_call.h"
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
using testing_support::ServerProcess;
using testing_support::TempFolder;

class StopTest : public testing::Test {
 protected:
  void SetUp() override { StartServer({}); }

  void StartServer(std::vector<std::string> flags) {
    // The one before may have the same socket.
    server_.reset();
    flags.push_back(absl::StrCat("--listen=127.0.0.1:0,", unix_));
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(std::move(flags));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // That the server has ended well and left nothing behind. Waits for it.
  void ExpectEnded() {
    const Finished finished = server_->process().Wait();
    EXPECT_EQ(finished.exit_status, 0);
    EXPECT_EQ(testing_support::Complaints(finished.err), "");
    EXPECT_FALSE(Exists(socket_));
    EXPECT_EQ(TryConnect(server_->address()), "Connection refused");
  }

  const TempFolder folder_;
  const std::string socket_ = folder_.Path("authz.sock");
  const std::string unix_ = absl::StrCat("unix:", socket_);
  std::unique_ptr<ServerProcess> server_;
};

struct SignalCase {
  std::string name;
  int signal;
};

void PrintTo(const SignalCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class SignalTest : public StopTest,
                   public testing::WithParamInterface<SignalCase> {};

TEST_P(SignalTest, EndsItWell) {
  server_->process().Signal(GetParam().signal);
  ExpectEnded();
}

TEST_P(SignalTest, EndsItWellWithIdleClients) {
  const auto tcp = Connect(server_->address());
  const auto unix = Connect(unix_);
  ASSERT_EQ(HealthOf(tcp), "SERVING");
  ASSERT_EQ(HealthOf(unix), "SERVING");
  server_->process().Signal(GetParam().signal);
  ExpectEnded();
  EXPECT_EQ(HealthOf(tcp).substr(0, 3),
            absl::StrCat(grpc::StatusCode::UNAVAILABLE, ":"));
}

INSTANTIATE_TEST_SUITE_P(All, SignalTest,
                         testing::ValuesIn(std::vector<SignalCase>{
                             {"Term", SIGTERM}, {"Int", SIGINT}}),
                         [](const testing::TestParamInfo<SignalCase>& info) {
                           return info.param.name;
                         });

TEST_F(StopTest, AnswersCallsThatAreUnderWay) {
  const auto channel = Connect(server_->address());
  HealthWatcher watch(channel);
  ASSERT_EQ(watch.Next(), "SERVING");
  UnreadCall tcp_call(channel);
  UnreadCall unix_call(Connect(unix_));

  server_->process().Signal(SIGTERM);
  // It is ending from here on, and yet here.
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  ASSERT_EQ(watch.Next(), "end");
  EXPECT_EQ(TryConnect(server_->address()), "Connection refused");
  EXPECT_FALSE(Exists(socket_));

  EXPECT_EQ(tcp_call.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(tcp_call.Finish().ok());
  EXPECT_EQ(unix_call.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(unix_call.Finish().ok());
  // There is nothing left to wait for.
  const absl::Time answered = absl::Now();
  ExpectEnded();
  EXPECT_LT(absl::Now() - answered, absl::Seconds(5));
}

// One peer does not read its response, another has not said anything yet, not
// even that it speaks HTTP/2. The server bears with them as long as it may.
TEST_F(StopTest, PeersThatDoNothingHoldItForTheDrainTimeout) {
  StartServer({"--drain_timeout=1s"});
  const UnreadCall call(Connect(server_->address()));
  const absl::StatusOr<Socket> silent = ConnectTo(server_->address());
  ASSERT_TRUE(silent.ok()) << silent.status();
  ASSERT_EQ(HealthOf(Connect(server_->address())), "SERVING");
  const absl::Time start = absl::Now();
  server_->process().Signal(SIGTERM);
  ExpectEnded();
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(400));
  EXPECT_LT(absl::Now() - start, absl::Seconds(8));
}

// While it waits for one, the others need not suffer.
TEST_F(StopTest, ServesOnConnectionsWhileCallsAreUnderWay) {
  const auto channel = Connect(server_->address());
  HealthWatcher watch(channel);
  ASSERT_EQ(watch.Next(), "SERVING");
  UnreadCall unread(Connect(server_->address()));
  ASSERT_EQ(HealthOf(Connect(server_->address())), "SERVING");
  server_->process().Signal(SIGTERM);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  ASSERT_EQ(watch.Next(), "end");
  for (int i = 0; i < 100; ++i) ASSERT_EQ(HealthOf(channel), "NOT_SERVING");
  EXPECT_EQ(unread.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(unread.Finish().ok());
  ExpectEnded();
}

// Clients that look at the health move away first, and all others are served.
TEST_F(StopTest, ServesForTheDrainDelay) {
  constexpr absl::Duration kDelay = absl::Seconds(1);
  StartServer({absl::StrCat("--drain_delay=", absl::FormatDuration(kDelay))});
  const auto channel = Connect(server_->address());
  HealthWatcher watch(channel);
  ASSERT_EQ(watch.Next(), "SERVING");
  const absl::Time start = absl::Now();
  server_->process().Signal(SIGTERM);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  // On new connections too. What comes near the end may come too late.
  while (absl::Now() - start < kDelay / 2) {
    ASSERT_EQ(HealthOf(channel), "NOT_SERVING");
    ASSERT_EQ(HealthOf(Connect(unix_)), "NOT_SERVING");
  }
  ASSERT_EQ(watch.Next(), "end");
  EXPECT_GE(absl::Now() - start, kDelay);
  ExpectEnded();
}

TEST_F(StopTest, ReloadsNoMoreOnceItEnds) {
  StartServer({"--drain_delay=300ms"});
  HealthWatcher watch(Connect(server_->address()));
  ASSERT_EQ(watch.Next(), "SERVING");
  server_->process().Signal(SIGTERM);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  server_->process().Signal(SIGHUP);
  ExpectEnded();
}

struct SecondSignalCase {
  std::string name;
  int first;
  int second;
  int exit_status;
};

void PrintTo(const SecondSignalCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class SecondSignalTest : public StopTest,
                         public testing::WithParamInterface<SecondSignalCase> {
};

TEST_P(SecondSignalTest, EndsItAtOnce) {
  StartServer({"--drain_delay=1h"});
  HealthWatcher watch(Connect(server_->address()));
  ASSERT_EQ(watch.Next(), "SERVING");
  server_->process().Signal(GetParam().first);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  server_->process().Signal(GetParam().second);
  EXPECT_EQ(server_->process().Wait().exit_status, GetParam().exit_status);
}

INSTANTIATE_TEST_SUITE_P(
    All, SecondSignalTest,
    testing::ValuesIn(std::vector<SecondSignalCase>{
        {"TermTerm", SIGTERM, SIGTERM, 143},
        {"TermInt", SIGTERM, SIGINT, 130},
        {"IntInt", SIGINT, SIGINT, 130},
    }),
    [](const testing::TestParamInfo<SecondSignalCase>& info) {
      return info.param.name;
    });

// Under calls without pause, each is answered or says that it is to be retried.
TEST_F(StopTest, LastCallsEndAsUnavailable) {
  constexpr int kClients = 4;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  absl::BlockingCounter answered_once(kClients);
  std::vector<grpc::Status> ends(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] {
      const auto stub = v1::AuthorizationService::NewStub(
          Connect(i % 2 == 0 ? server_->address() : unix_));
      v1::CheckRequest request;
      request.mutable_actor()->set_id("a");
      request.set_action(v1::ACTION_CONFIGURE_TOOL);
      bool first = true;
      do {
        v1::CheckResponse response;
        ends[i] = Call([&](grpc::ClientContext* context) {
          return stub->Check(context, request, &response);
        });
        if (first) answered_once.DecrementCount();
        first = false;
      } while (ends[i].ok());
    });
  }
  answered_once.Wait();
  server_->process().Signal(SIGTERM);
  for (std::thread& client : clients) client.join();
  for (const grpc::Status& end : ends) {
    EXPECT_EQ(end.error_code(), grpc::StatusCode::UNAVAILABLE)
        << end.error_message();
  }
  ExpectEnded();
}

}  // namespace
}  // namespace server

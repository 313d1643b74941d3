// That the real server can always be reached, or ends so that it is started
// again.

#include <grpcpp/client_context.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
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

class ReachableTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start({absl::StrCat("--listen=127.0.0.1:0,", unix_)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    for (const std::string& address : server_->addresses()) {
      ASSERT_EQ(HealthOf(Connect(address)), "SERVING") << address;
    }
  }

  // That it ends by itself, with that error.
  void ExpectEnd(const std::string& error) {
    const Finished finished = server_->process().Wait();
    EXPECT_EQ(finished.exit_status, 1);
    testing_support::LogLine last =
        testing_support::ParseLog(finished.err).back();
    EXPECT_EQ(last["level"], "error");
    EXPECT_EQ(last["message"], "ended, a listener is dead");
    EXPECT_EQ(last["error"], error);
  }

  const TempFolder folder_;
  const std::string socket_ = folder_.Path("authz.sock");
  const std::string unix_ = absl::StrCat("unix:", socket_);
  std::unique_ptr<ServerProcess> server_;
};

// Whether a call on a connection of its own is answered soon.
bool IsAnsweredSoon(const std::string& address) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(300));
  v1::GetServerInfoResponse info;
  return v1::AuthorizationService::NewStub(Connect(address))
      ->GetServerInfo(&context, v1::GetServerInfoRequest(), &info)
      .ok();
}

// Whether calls are not answered any more, once the server has come to the
// connections before them.
bool IsUnansweredAtLast(const std::string& address) {
  constexpr int kMaxCalls = 1'000;
  int calls = 1;
  while (IsAnsweredSoon(address) && calls < kMaxCalls) ++calls;
  return calls < kMaxCalls;
}

// Connections beyond its file descriptors wait, and it serves again as soon as
// there are some again.
TEST_F(ReachableTest, ServesAgainAfterItHadNoFileDescriptors) {
  constexpr rlim_t kDescriptors = 48;
  // Fewer than it had at its start, and so than it counts on.
  const rlimit few = {kDescriptors, kDescriptors};
  ASSERT_EQ(prlimit(server_->process().pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  for (const std::string& address : server_->addresses()) {
    for (int round = 0; round < 3; ++round) {
      // All of them are connected by the system, and some not accepted.
      std::vector<Socket> connections;
      for (rlim_t i = 0; i < 2 * kDescriptors; ++i) {
        absl::StatusOr<Socket> connection = ConnectTo(address);
        ASSERT_TRUE(connection.ok()) << i << ": " << connection.status();
        connections.push_back(*std::move(connection));
      }
      if (address == server_->address() && round == 0) {
        absl::StatusOr<testing_support::LogLine> line =
            testing_support::ReadLogLine(server_->process(),
                                         "connections wait to be accepted");
        ASSERT_TRUE(line.ok()) << line.status();
        EXPECT_EQ((*line)["level"], "warning");
        EXPECT_EQ((*line)["error"], "too many open files");
      }
      // It has come to its limit where this one, behind them all, gets no
      // answer while they are there; and then nobody does.
      EXPECT_FALSE(IsAnsweredSoon(address)) << address;
      for (const std::string& other : server_->addresses()) {
        EXPECT_TRUE(IsUnansweredAtLast(other)) << other;
      }
      connections.clear();
      for (const std::string& other : server_->addresses()) {
        EXPECT_EQ(HealthOf(Connect(other)), "SERVING")
            << other << " in round " << round;
      }
    }
  }
  EXPECT_TRUE(server_->Stop().ok());
}

TEST_F(ReachableTest, EndsWhereItsSocketIsRemoved) {
  ASSERT_EQ(unlink(socket_.c_str()), 0);
  ExpectEnd(absl::StrCat("the socket of ", unix_, " was removed"));
}

TEST_F(ReachableTest, EndsWhereItsSocketIsReplaced) {
  ASSERT_EQ(unlink(socket_.c_str()), 0);
  const absl::StatusOr<Socket> other = BindUnix(socket_, SOCK_STREAM);
  ASSERT_TRUE(other.ok()) << other.status();
  ExpectEnd(absl::StrCat("the socket of ", unix_, " was removed"));
  // It is not the server's to remove.
  EXPECT_TRUE(Exists(socket_));
}

// The listening socket of another process, which a test can only get by asking
// the system for it.
TEST_F(ReachableTest, EndsWhereAListenerIsDead) {
  const auto pid =
      static_cast<int>(syscall(SYS_pidfd_open, server_->process().pid(), 0));
  ASSERT_GE(pid, 0);
  bool found = false;
  for (int fd = 0; fd < 64 && !found; ++fd) {
    const Socket copy(static_cast<int>(syscall(SYS_pidfd_getfd, pid, fd, 0)));
    int listens = 0;
    socklen_t size = sizeof(listens);
    found = getsockopt(copy.fd(), SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) ==
                0 &&
            listens != 0 && shutdown(copy.fd(), SHUT_RDWR) == 0;
  }
  close(pid);
  ASSERT_TRUE(found);
  ExpectEnd("Invalid argument");
}

}  // namespace
}  // namespace server

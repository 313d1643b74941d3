// Who the real server says has called over a Unix socket.

#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/support/status.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing_support::LogLine;
using testing_support::ServerProcess;

// Makes this thread alone run as another user, where it may. The C library's
// way would be for all threads.
class ThreadUser {
 public:
  explicit ThreadUser(uid_t user)
      : before_(geteuid()), is_(syscall(SYS_setresuid, -1, user, -1) == 0) {}
  ThreadUser(const ThreadUser&) = delete;
  ThreadUser& operator=(const ThreadUser&) = delete;
  ~ThreadUser() {
    if (is_) {
      EXPECT_EQ(syscall(SYS_setresuid, -1, before_, -1), 0);
    }
  }

  // Whether it does.
  bool is() const { return is_; }

 private:
  const uid_t before_;
  const bool is_;
};

class ServedPeerUserTest : public testing::Test {
 protected:
  void SetUp() override {
    // So that other users get to the socket.
    ASSERT_EQ(chmod(folder_.Path(".").c_str(), 0755), 0);
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start({absl::StrCat("--listen=", address_),
                              "--socket_mode=0666",
                              absl::StrCat("--decision_log=", log_)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // Calls on such a connection once, which leaves a line in the decision log.
  static void CallOn(const Socket& connection) {
    const int fd = dup(connection.fd());
    ASSERT_EQ(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    const auto channel = grpc::CreateInsecureChannelFromFd("test", fd);
    EXPECT_EQ(CallRaw(channel, kCheckMethod, ToBuffer("")).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }

  absl::StatusOr<Socket> ConnectAs(uid_t user) const {
    const ThreadUser as(user);
    if (!as.is()) return absl::PermissionDeniedError("not this user");
    return ConnectTo(address_);
  }

  void Call() const { CallAs(geteuid()); }
  void CallAs(uid_t user) const {
    const absl::StatusOr<Socket> connection = ConnectAs(user);
    ASSERT_TRUE(connection.ok()) << connection.status();
    CallOn(*connection);
  }

  // The callers in the decision log.
  std::vector<std::string> Callers(std::size_t count) const {
    return Fields(WaitForLines(log_, count), "caller");
  }

  // The users that the operation log has told of.
  std::vector<std::string> StopAndReadUsers() {
    server_->process().Signal(SIGTERM);
    const testing_support::Finished finished = server_->process().Wait();
    std::vector<std::string> users;
    for (LogLine line : testing_support::ParseLog(finished.err)) {
      if (line["message"] == "a user connected for the first time") {
        users.push_back(absl::StrCat(line["level"], " ", line["uid"]));
      }
    }
    return users;
  }

  const testing_support::TempFolder folder_;
  const std::string address_ = absl::StrCat("unix:", folder_.Path("s"));
  const std::string log_ = folder_.Path("log");
  const std::string own_ = absl::StrCat(geteuid());
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(ServedPeerUserTest, IsCertainWhereThereIsOne) {
  Call();
  Call();
  const std::string caller = absl::StrCat("\"unix:uid=", own_, "\"");
  EXPECT_THAT(Callers(2), ElementsAre(caller, caller));
  EXPECT_THAT(StopAndReadUsers(), ElementsAre(absl::StrCat("info ", own_)));
}

TEST_F(ServedPeerUserTest, IsOneOfThoseThatHaveConnected) {
  if (geteuid() != 0 || !ThreadUser(1234).is()) {
    GTEST_SKIP() << "this process cannot be another user";
  }
  Call();
  CallAs(1234);
  CallAs(77);
  Call();
  // Lines of several threads are in no order.
  EXPECT_THAT(Callers(4),
              UnorderedElementsAre(R"("unix:uid=0")", R"("unix:uid=0|1234")",
                                   R"("unix:uid=0|77|1234")",
                                   R"("unix:uid=0|77|1234")"));
  EXPECT_THAT(StopAndReadUsers(),
              ElementsAre("info 0", "info 1234", "info 77"));
}

// A client can give its end of the connection any name.
TEST_F(ServedPeerUserTest, IsNotWhatTheClientSaysItIs) {
  const std::string forged = folder_.Path("uid=4321");
  const absl::StatusOr<Socket> client = BindUnix(forged, SOCK_STREAM);
  ASSERT_TRUE(client.ok()) << client.status();
  sockaddr_un server = {};
  server.sun_family = AF_UNIX;
  const std::string path = folder_.Path("s");
  path.copy(server.sun_path, sizeof(server.sun_path) - 1);
  ASSERT_EQ(connect(client->fd(), reinterpret_cast<const sockaddr*>(&server),
                    sizeof(server)),
            0)
      << std::strerror(errno);
  CallOn(*client);
  EXPECT_THAT(Callers(1), ElementsAre(absl::StrCat("\"unix:uid=", own_, "\"")));
}

}  // namespace
}  // namespace server

// What flags do to the listeners of the real server.

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::ServerProcess;
using testing_support::TempFolder;

struct stat StatusOf(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
  return status;
}

TEST(ListenFlagsTest, AUnixSocketHasTheModeAndGroupAskedFor) {
  const TempFolder folder;
  const std::string path = folder.Path("authz.sock");
  const std::string listen = absl::StrCat("--listen=unix:", path);
  {
    const auto server = ServerProcess::Start({listen});
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_EQ(StatusOf(path).st_mode & 07777, 0660U);
    EXPECT_EQ(StatusOf(path).st_gid, getegid());
    EXPECT_TRUE((*server)->Stop().ok());
  }
  const auto server = ServerProcess::Start({listen, "--socket_mode=0604"});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(StatusOf(path).st_mode & 07777, 0604U);
  EXPECT_EQ(HealthOf(Connect((*server)->address())), "SERVING");
}

TEST(ListenFlagsTest, AUnixSocketHasTheGroupAskedFor) {
  if (geteuid() != 0) GTEST_SKIP() << "only root is in all groups";
  constexpr gid_t kGroup = 4321;
  const TempFolder folder;
  const std::string path = folder.Path("authz.sock");
  if (chown(folder.Path(".").c_str(), -1, kGroup) != 0) {
    GTEST_SKIP() << "there is no other group here";
  }
  const auto server =
      ServerProcess::Start({absl::StrCat("--listen=unix:", path),
                            absl::StrCat("--socket_group=", kGroup)});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(StatusOf(path).st_gid, kGroup);
}

// With a file in the place of the system's that says which numbers hosts have.
TEST(ListenFlagsTest, ANameThatHasANumberTwiceHasItOnce) {
  const TempFolder folder;
  const std::string hosts = folder.Write(
      "hosts",
      "127.0.0.1 localhost\n127.0.0.1 localhost\n127.0.0.2 localhost\n");
  const auto in_namespace = [&](std::vector<std::string> command) {
    command.insert(command.begin(),
                   {"--map-root-user", "--mount", "sh", "-c",
                    R"(mount --bind "$0" /etc/hosts && exec "$@")", hosts});
    return command;
  };
  constexpr char kUnshare[] = "/usr/bin/unshare";
  const auto tried =
      testing_support::RunProgram(kUnshare, in_namespace({"true"}));
  if (!tried.ok() || tried->exit_status != 0) {
    GTEST_SKIP() << "the system does not allow mount namespaces";
  }
  const auto server = testing_support::Process::Start(
      kUnshare,
      in_namespace({testing_support::kServerProgram, "--listen=localhost:0"}));
  ASSERT_TRUE(server.ok()) << server.status();
  for (const char* address :
       {"listening on 127.0.0.1:", "listening on 127.0.0.2:"}) {
    const absl::StatusOr<std::string> line =
        (*server)->ReadLine(testing_support::Stream::kOut);
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_TRUE(absl::StartsWith(*line, address)) << *line;
  }
  (*server)->Signal(SIGTERM);
  const testing_support::Finished finished = (*server)->Wait();
  EXPECT_EQ(finished.exit_status, 0) << finished.err;
  EXPECT_EQ(std::count(finished.out.begin(), finished.out.end(), '\n'), 2);
}

// Without, it is refused: tls_start_test.
TEST(ListenFlagsTest, OtherMachinesCanConnectWhereThatIsAskedFor) {
  const auto server =
      ServerProcess::Start({"--listen=0.0.0.0:0", "--insecure_listen"});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_TRUE(absl::StartsWith((*server)->address(), "0.0.0.0:"));
  EXPECT_EQ(HealthOf(Connect((*server)->address())), "SERVING");
}

}  // namespace
}  // namespace server

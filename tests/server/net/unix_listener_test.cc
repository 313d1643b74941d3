// Listeners on Unix sockets.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/net/listener.h"
#include "tests/server/net/open_listener.h"
#include "tests/server/support/sockets.h"
#include "tests/support/temp_folder.h"

namespace {

// The path whose mode is looked at when listen() is called, and that mode.
std::string& WatchedPath() {
  static auto& path = *new std::string;
  return path;
}
std::optional<mode_t>& ModeAtListen() {
  static std::optional<mode_t> mode;
  return mode;
}

}  // namespace

// Stands before the system's: nobody can connect before it is called, so what
// is true at its call is true before anyone can connect.
// Its parameters' names there are reserved ones.
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name)
extern "C" int listen(int fd, int backlog) noexcept {
  struct stat file = {};
  if (lstat(WatchedPath().c_str(), &file) == 0) {
    ModeAtListen() = file.st_mode & 07777;
  }
  return static_cast<int>(syscall(SYS_listen, fd, backlog));
}

namespace server {
namespace {

using testing_support::TempFolder;

mode_t ModeOf(const std::string& path) {
  struct stat file = {};
  EXPECT_EQ(lstat(path.c_str(), &file), 0) << path;
  return file.st_mode & 07777;
}

class UnixListenerTest : public testing::Test {
 protected:
  const TempFolder folder_;
  const std::string path_ = folder_.Path("authz.sock");
  const std::string address_ = absl::StrCat("unix:", path_);
};

TEST_F(UnixListenerTest, ListensAndRemovesItsFileAtTheEnd) {
  {
    const absl::StatusOr<Listener> listener = OpenOne(address_);
    ASSERT_TRUE(listener.ok()) << listener.status();
    EXPECT_EQ(listener->name(), address_);
    EXPECT_EQ(TryConnect(address_), "connected");
    EXPECT_NE(fcntl(listener->fd(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(fcntl(listener->fd(), F_GETFD) & FD_CLOEXEC, 0);
  }
  EXPECT_FALSE(Exists(path_));
}

TEST_F(UnixListenerTest, FileGoesWithTheListenerThatItWasMovedTo) {
  std::optional<Listener> second;
  {
    absl::StatusOr<Listener> first = OpenOne(address_);
    ASSERT_TRUE(first.ok()) << first.status();
    second.emplace(*std::move(first));
  }
  EXPECT_EQ(TryConnect(address_), "connected");
  second.reset();
  EXPECT_FALSE(Exists(path_));
}

TEST_F(UnixListenerTest, LeavesAFileThatAnotherListenerPutThere) {
  std::optional<Listener> first;
  absl::StatusOr<Listener> opened = OpenOne(address_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  first.emplace(*std::move(opened));
  ASSERT_EQ(unlink(path_.c_str()), 0);
  const absl::StatusOr<Listener> second = OpenOne(address_);
  ASSERT_TRUE(second.ok()) << second.status();
  first.reset();
  EXPECT_EQ(TryConnect(address_), "connected");
}

TEST_F(UnixListenerTest, FolderMustExist) {
  const std::string address = absl::StrCat("unix:", folder_.Path("no/a.sock"));
  ExpectCannotListen(OpenOne(address).status(), address,
                     "No such file or directory");
}

TEST_F(UnixListenerTest, StaleSocketIsReplaced) {
  ASSERT_TRUE(BindUnix(path_, SOCK_STREAM).ok());
  ASSERT_TRUE(Exists(path_));
  ASSERT_EQ(TryConnect(address_), "Connection refused");
  const absl::StatusOr<Listener> listener = OpenOne(address_);
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_EQ(TryConnect(address_), "connected");
}

TEST_F(UnixListenerTest, TwoAtOnce) {
  const std::string other = absl::StrCat("unix:", folder_.Path("other.sock"));
  const absl::StatusOr<Listener> first = OpenOne(address_);
  ASSERT_TRUE(first.ok()) << first.status();
  {
    const absl::StatusOr<Listener> second = OpenOne(other);
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(TryConnect(other), "connected");
  }
  EXPECT_EQ(TryConnect(address_), "connected");
  EXPECT_EQ(TryConnect(other), "No such file or directory");
}

TEST_F(UnixListenerTest, LiveSocketIsRefusedAndStaysAlive) {
  const absl::StatusOr<Listener> live = OpenOne(address_, WithMode(0600));
  ASSERT_TRUE(live.ok()) << live.status();
  ExpectCannotListen(OpenOne(address_).status(), address_,
                     "another process is listening there");
  EXPECT_EQ(TryConnect(address_), "connected");
  EXPECT_EQ(ModeOf(path_), 0600U);
}

TEST_F(UnixListenerTest, LiveSocketThatHasNoRoomIsRefusedAndStaysAlive) {
  const absl::StatusOr<Socket> live = BindUnix(path_, SOCK_STREAM);
  ASSERT_TRUE(live.ok()) << live.status();
  ASSERT_EQ(::listen(live->fd(), 0), 0);
  // A backlog of 0 has room for one.
  const absl::StatusOr<Socket> waiting = ConnectTo(address_);
  ASSERT_TRUE(waiting.ok()) << waiting.status();
  ExpectCannotListen(OpenOne(address_).status(), address_,
                     "another process is listening there");
  EXPECT_GE(Socket(accept(live->fd(), nullptr, nullptr)).fd(), 0);
  EXPECT_EQ(TryConnect(address_), "connected");
}

// What else can be at the path.
struct OccupiedCase {
  std::string name;
  // Puts it there, with `folder` at hand for more.
  std::function<void(const TempFolder& folder, const std::string& path)> put;
  std::string why;
};

void PrintTo(const OccupiedCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class OccupiedPathTest : public UnixListenerTest,
                         public testing::WithParamInterface<OccupiedCase> {};

TEST_P(OccupiedPathTest, IsRefusedAndUntouched) {
  GetParam().put(folder_, path_);
  struct stat before = {};
  ASSERT_EQ(lstat(path_.c_str(), &before), 0);
  ExpectCannotListen(OpenOne(address_).status(), address_, GetParam().why);
  struct stat after = {};
  ASSERT_EQ(lstat(path_.c_str(), &after), 0);
  EXPECT_EQ(after.st_ino, before.st_ino);
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_size, before.st_size);
}

INSTANTIATE_TEST_SUITE_P(
    All, OccupiedPathTest,
    testing::ValuesIn(std::vector<OccupiedCase>{
        {"RegularFile",
         [](const TempFolder& folder, const std::string&) {
           folder.Write("authz.sock", "precious");
         },
         "the file exists and is not a socket"},
        {"Folder",
         [](const TempFolder&, const std::string& path) {
           ASSERT_EQ(mkdir(path.c_str(), 0700), 0);
         },
         "the file exists and is not a socket"},
        {"LinkToAStaleSocket",
         [](const TempFolder& folder, const std::string& path) {
           const std::string target = folder.Path("target.sock");
           ASSERT_TRUE(BindUnix(target, SOCK_STREAM).ok());
           ASSERT_EQ(symlink(target.c_str(), path.c_str()), 0);
         },
         "the file exists and is not a socket"},
        {"LinkToNothing",
         [](const TempFolder&, const std::string& path) {
           ASSERT_EQ(symlink("/nonexistent", path.c_str()), 0);
         },
         "the file exists and is not a socket"},
    }),
    [](const testing::TestParamInfo<OccupiedCase>& info) {
      return info.param.name;
    });

TEST_F(UnixListenerTest, LiveDatagramSocketIsRefusedAndUntouched) {
  const absl::StatusOr<Socket> datagrams = BindUnix(path_, SOCK_DGRAM);
  ASSERT_TRUE(datagrams.ok()) << datagrams.status();
  ExpectCannotListen(OpenOne(address_).status(), address_,
                     "Protocol wrong type for socket");
  EXPECT_TRUE(Exists(path_));
}

struct ModeCase {
  std::string name;
  mode_t mask;
  mode_t mode;
};

void PrintTo(const ModeCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class UnixModeTest : public UnixListenerTest,
                     public testing::WithParamInterface<ModeCase> {
 protected:
  UnixModeTest() : saved_mask_(umask(GetParam().mask)) {}
  ~UnixModeTest() override { umask(saved_mask_); }

 private:
  const mode_t saved_mask_;
};

TEST_P(UnixModeTest, IsTheOneAskedForBeforeAnyoneCanConnect) {
  WatchedPath() = path_;
  ModeAtListen().reset();
  const absl::StatusOr<Listener> listener =
      OpenOne(address_, WithMode(GetParam().mode));
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_EQ(ModeAtListen(), GetParam().mode);
  EXPECT_EQ(ModeOf(path_), GetParam().mode);
  // Who starts the process keeps their umask.
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(mask, GetParam().mask);
}

INSTANTIATE_TEST_SUITE_P(All, UnixModeTest,
                         testing::ValuesIn(std::vector<ModeCase>{
                             {"NarrowUnderOpenMask", 0000, 0600},
                             {"DefaultUnderOpenMask", 0000, 0660},
                             {"WideUnderOpenMask", 0000, 0777},
                             {"NarrowUnderTightMask", 0077, 0600},
                             {"DefaultUnderTightMask", 0077, 0660},
                             {"WideUnderTightMask", 0077, 0777},
                             {"NoneUnderUsualMask", 0022, 0000},
                         }),
                         [](const testing::TestParamInfo<ModeCase>& info) {
                           return info.param.name;
                         });

TEST_P(UnixModeTest, OfAStaleSocketIsReplacedToo) {
  ASSERT_TRUE(BindUnix(path_, SOCK_STREAM).ok());
  ASSERT_EQ(chmod(path_.c_str(), 0755), 0);
  const absl::StatusOr<Listener> listener =
      OpenOne(address_, WithMode(GetParam().mode));
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_EQ(ModeOf(path_), GetParam().mode);
}

TEST_F(UnixListenerTest, TheSameFileByAnotherPathHasOneListener) {
  const absl::StatusOr<std::vector<Listener>> listeners =
      OpenAll(absl::StrCat(address_, ",unix:", folder_.Path("./authz.sock")));
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  ASSERT_EQ(listeners->size(), 1U);
  EXPECT_EQ(listeners->front().name(), address_);
  EXPECT_EQ(TryConnect(address_), "connected");
}

}  // namespace
}  // namespace server

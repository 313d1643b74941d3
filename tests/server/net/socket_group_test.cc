// The group of the file of a Unix socket.

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/net/listener.h"
#include "tests/server/net/open_listener.h"
#include "tests/server/support/sockets.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::TempFolder;

constexpr gid_t kNobody = 65534;

ListenerOptions WithGroup(gid_t group) {
  ListenerOptions options = WithMode(0660);
  options.unix_group = group;
  return options;
}

// One that this process can give its files to and does not by itself.
std::optional<gid_t> OtherGroup() {
  if (geteuid() == 0) return getegid() + 1;
  std::vector<gid_t> groups(getgroups(0, nullptr));
  groups.resize(getgroups(static_cast<int>(groups.size()), groups.data()));
  for (const gid_t group : groups) {
    if (group != getegid()) return group;
  }
  return std::nullopt;
}

TEST(SocketGroupTest, IsTheOneAskedFor) {
  const std::optional<gid_t> group = OtherGroup();
  if (!group.has_value()) GTEST_SKIP() << "this user is in one group only";
  const TempFolder folder;
  const std::string path = folder.Path("authz.sock");
  const absl::StatusOr<Listener> listener =
      OpenOne(absl::StrCat("unix:", path), WithGroup(*group));
  ASSERT_TRUE(listener.ok()) << listener.status();
  struct stat file = {};
  ASSERT_EQ(lstat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_gid, *group);
  EXPECT_EQ(file.st_uid, geteuid());
  EXPECT_EQ(file.st_mode & 07777, 0660U);
}

// Ends the process with 0 where root's group is refused.
[[noreturn]] void TryRootsGroup() {
  if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 ||
                         setuid(kNobody) != 0)) {
    std::exit(2);
  }
  const TempFolder folder;
  const std::string address = absl::StrCat("unix:", folder.Path("authz.sock"));
  ExpectCannotListen(
      OpenOne(address, WithGroup(0)).status(), address,
      "cannot give the socket to the group 0: Operation not permitted");
  EXPECT_FALSE(Exists(folder.Path("authz.sock")));
  std::cerr << "ended" << std::endl;
  std::exit(testing::Test::HasFailure() ? 1 : 0);
}

TEST(SocketGroupTest, OneThatCannotBeGivenIsRefused) {
  EXPECT_EXIT(TryRootsGroup(), testing::ExitedWithCode(0), "ended");
}

}  // namespace
}  // namespace server

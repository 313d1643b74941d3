#include "server/net/unix_users.h"

#include <sys/types.h>

#include <optional>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace server {
namespace {

TEST(UnixUsersTest, AreNamedInOrderAndOnce) {
  UnixUsers users;
  EXPECT_EQ(users.Text(), "");
  users.Add(1000);
  EXPECT_EQ(users.Text(), "uid=1000");
  users.Add(1000);
  EXPECT_EQ(users.Text(), "uid=1000");
  users.Add(0);
  users.Add(65534);
  EXPECT_EQ(users.Text(), "uid=0|1000|65534");
}

TEST(UnixUsersTest, AreManyPastTheMost) {
  UnixUsers users;
  for (uid_t user = 1; user <= UnixUsers::kMostNamed; ++user) users.Add(user);
  EXPECT_EQ(users.Text(), "uid=1|2|3|4|5|6|7|8");
  users.Add(8);
  EXPECT_EQ(users.Text(), "uid=1|2|3|4|5|6|7|8");
  for (uid_t user = 9; user < 2 * UnixUsers::kMostRemembered; ++user) {
    users.Add(user);
    ASSERT_EQ(users.Text(), "uid=many");
  }
}

// A call could be of the one that is not known.
TEST(UnixUsersTest, AreManyWhereOneIsNotKnown) {
  UnixUsers users;
  users.Add(1000);
  users.Add(std::nullopt);
  EXPECT_EQ(users.Text(), "uid=many");
  users.Add(1001);
  EXPECT_EQ(users.Text(), "uid=many");
}

// Who reads it meanwhile is not disturbed.
TEST(UnixUsersTest, ATextStays) {
  UnixUsers users;
  users.Add(1000);
  const absl::string_view text = users.Text();
  for (uid_t user = 0; user < 20; ++user) users.Add(user);
  EXPECT_EQ(text, "uid=1000");
}

}  // namespace
}  // namespace server

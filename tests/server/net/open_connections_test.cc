#include "server/net/open_connections.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "gtest/gtest.h"

namespace server {
namespace {

// Connections to this process, each with its peer.
class Connections {
 public:
  explicit Connections(int count) {
    for (int i = 0; i < count; ++i) {
      int ends[2] = {};
      EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
      fds_.push_back(ends[0]);
      peers_.push_back(ends[1]);
    }
  }
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections() {
    for (const int fd : fds_) close(fd);
    for (const int fd : peers_) close(fd);
  }

  int operator[](std::size_t i) const { return fds_[i]; }
  // One that takes the number of the i-th, which is closed.
  void Replace(std::size_t i) {
    int ends[2] = {};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    dup2(ends[0], fds_[i]);
    dup2(ends[1], peers_[i]);
    close(ends[0]);
    close(ends[1]);
  }

  // Which of them their peers see as open.
  std::vector<bool> Open() const {
    std::vector<bool> open;
    for (const int fd : peers_) {
      pollfd peer = {fd, POLLIN, 0};
      open.push_back(poll(&peer, 1, 0) == 0);
    }
    return open;
  }

 private:
  std::vector<int> fds_;
  std::vector<int> peers_;
};

TEST(OpenConnectionsTest, TakesNoMoreThanTheMost) {
  const Connections connections(3);
  OpenConnections open(2, 1);
  EXPECT_TRUE(open.Add(connections[0], 0));
  EXPECT_TRUE(open.Add(connections[1], 0));
  EXPECT_FALSE(open.Add(connections[2], 0));
}

// A quarter of the most, for all of them together.
TEST(OpenConnectionsTest, KeepsRoomForEachListener) {
  const Connections connections(17);
  OpenConnections open(16, 2);
  int next = 0;
  for (int i = 0; i < 14; ++i) EXPECT_TRUE(open.Add(connections[next++], 0));
  EXPECT_FALSE(open.Add(connections[next], 0));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(open.Add(connections[next++], 1));
  EXPECT_FALSE(open.Add(connections[next], 0));
  EXPECT_FALSE(open.Add(connections[next], 1));
  // What was kept is kept again once those that had it are closed.
  EXPECT_EQ(open.CloseNewestHalf(), 8);
  for (int i = 8; i < 14; ++i) EXPECT_TRUE(open.Add(connections[i], 0));
  EXPECT_FALSE(open.Add(connections[14], 0));
  EXPECT_TRUE(open.Add(connections[14], 1));
}

TEST(OpenConnectionsTest, ClosesTheNewestHalfAndThenHalfOfTheRest) {
  const Connections connections(5);
  OpenConnections open(5, 1);
  // In an order that is not the one of their numbers.
  for (const int i : {3, 0, 4, 1, 2}) EXPECT_TRUE(open.Add(connections[i], 0));
  EXPECT_EQ(open.CloseNewestHalf(), 3);
  EXPECT_EQ(connections.Open(),
            (std::vector<bool>{true, false, false, true, false}));
  EXPECT_EQ(open.CloseNewestHalf(), 1);
  EXPECT_EQ(connections.Open(),
            (std::vector<bool>{false, false, false, true, false}));
  EXPECT_EQ(open.CloseNewestHalf(), 1);
  EXPECT_EQ(open.CloseNewestHalf(), 0);
}

TEST(OpenConnectionsTest, LeavesAloneWhatHasTheNumberOfOneThatWasClosed) {
  Connections connections(1);
  OpenConnections open(1, 1);
  EXPECT_TRUE(open.Add(connections[0], 0));
  connections.Replace(0);
  EXPECT_EQ(open.CloseNewestHalf(), 0);
  EXPECT_EQ(connections.Open(), std::vector<bool>{true});
}

class FitConnectionsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before_), 0);
    // Not a fault of the server's.
    if (before_.rlim_max < 300) GTEST_SKIP() << "few file descriptors";
  }
  ~FitConnectionsTest() override { setrlimit(RLIMIT_NOFILE, &before_); }

  static void LimitTo(rlim_t soft, rlim_t hard) {
    const rlimit limit = {soft, hard};
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }

  rlimit before_ = {};
};

TEST_F(FitConnectionsTest, RaisesTheLimitAsFarAsItMay) {
  LimitTo(200, before_.rlim_max);
  EXPECT_EQ(FitConnections(150), 150);
  rlimit now = {};
  EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &now), 0);
  EXPECT_EQ(now.rlim_cur, before_.rlim_max);
}

// The hard limit could not be raised again. So by the soft one, in a process
// that ends.
TEST_F(FitConnectionsTest, LeavesSomeDescriptorsForFiles) {
  const auto fit = [](rlim_t hard, std::int32_t max) {
    LimitTo(hard, hard);
    std::cerr << "fit " << FitConnections(max);
    std::exit(0);
  };
  EXPECT_EXIT(fit(300, 1'000), testing::ExitedWithCode(0), "fit 200$");
  EXPECT_EXIT(fit(300, 150), testing::ExitedWithCode(0), "fit 150$");
  EXPECT_EXIT(fit(100, 1'000), testing::ExitedWithCode(0), "fit 50$");
}

}  // namespace
}  // namespace server

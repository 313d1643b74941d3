#include "server/open_connections.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
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
  OpenConnections open(2);
  EXPECT_TRUE(open.Add(connections[0]));
  EXPECT_TRUE(open.Add(connections[1]));
  EXPECT_FALSE(open.Add(connections[2]));
}

TEST(OpenConnectionsTest, ClosesTheNewestHalfAndThenHalfOfTheRest) {
  const Connections connections(5);
  OpenConnections open(5);
  // In an order that is not the one of their numbers.
  for (const int i : {3, 0, 4, 1, 2}) EXPECT_TRUE(open.Add(connections[i]));
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
  OpenConnections open(1);
  EXPECT_TRUE(open.Add(connections[0]));
  connections.Replace(0);
  EXPECT_EQ(open.CloseNewestHalf(), 0);
  EXPECT_EQ(connections.Open(), std::vector<bool>{true});
}

}  // namespace
}  // namespace server

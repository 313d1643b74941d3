// Listeners on TCP ports.

#include <fcntl.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "server/listener.h"
#include "tests/server/open_listener.h"
#include "tests/server/sockets.h"

namespace server {
namespace {

TEST(TcpListenerTest, SystemChoosesThePort) {
  const absl::StatusOr<Listener> listener = OpenOne("127.0.0.1:0");
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_TRUE(absl::StartsWith(listener->name(), "127.0.0.1:"));
  EXPECT_NE(listener->name(), "127.0.0.1:0");
  EXPECT_EQ(TryConnect(listener->name()), "connected");
}

TEST(TcpListenerTest, DoesNotBlockAndIsNotInherited) {
  const absl::StatusOr<Listener> listener = OpenOne("127.0.0.1:0");
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_NE(fcntl(listener->fd(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(listener->fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(TcpListenerTest, PortInUseIsRefused) {
  const absl::StatusOr<Listener> first = OpenOne("127.0.0.1:0");
  ASSERT_TRUE(first.ok()) << first.status();
  ExpectCannotListen(OpenOne(first->name()).status(), first->name(),
                     "Address already in use");
  EXPECT_EQ(TryConnect(first->name()), "connected");
}

TEST(TcpListenerTest, AnothersAddressIsRefused) {
  // Of a network that is for documentation only.
  ExpectCannotListen(OpenOne("192.0.2.1:0").status(), "192.0.2.1:0",
                     "Cannot assign requested address");
}

TEST(TcpListenerTest, PortIsFreeOnceItEnds) {
  std::string name;
  {
    const absl::StatusOr<Listener> listener = OpenOne("127.0.0.1:0");
    ASSERT_TRUE(listener.ok()) << listener.status();
    name = listener->name();
    const absl::StatusOr<Socket> client = ConnectTo(name);
    ASSERT_TRUE(client.ok()) << client.status();
    // Closing first, this end keeps the port in TIME_WAIT.
    const Socket accepted(accept(listener->fd(), nullptr, nullptr));
    ASSERT_GE(accepted.fd(), 0);
  }
  EXPECT_EQ(TryConnect(name), "Connection refused");
  const absl::StatusOr<Listener> again = OpenOne(name);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name(), name);
}

TEST(TcpListenerTest, HostNameHasAListenerForEachAddress) {
  const absl::StatusOr<std::vector<Listener>> listeners =
      OpenAll("localhost:0");
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  ASSERT_FALSE(listeners->empty());
  for (const Listener& listener : *listeners) {
    EXPECT_EQ(TryConnect(listener.name()), "connected") << listener.name();
  }
}

TEST(TcpListenerTest, Ipv6) {
  if (!OpenOne("[::1]:0").ok()) GTEST_SKIP() << "there is no IPv6 here";
  const absl::StatusOr<Listener> listener = OpenOne("[::1]:0");
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_TRUE(absl::StartsWith(listener->name(), "[::1]:"));
  EXPECT_NE(listener->name(), "[::1]:0");
  EXPECT_EQ(TryConnect(listener->name()), "connected");
  ExpectCannotListen(OpenOne(listener->name()).status(), listener->name(),
                     "Address already in use");
}

}  // namespace
}  // namespace server

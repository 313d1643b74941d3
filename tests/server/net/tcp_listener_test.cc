// Listeners on TCP ports.

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/net/listener.h"
#include "tests/server/net/open_listener.h"
#include "tests/server/support/sockets.h"

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

// In milliseconds, of a connection that the listener accepts.
int UserTimeout(const ListenerOptions& options) {
  const absl::StatusOr<Listener> listener = OpenOne("127.0.0.1:0", options);
  EXPECT_TRUE(listener.ok()) << listener.status();
  if (!listener.ok()) return -1;
  const absl::StatusOr<Socket> client = ConnectTo(listener->name());
  EXPECT_TRUE(client.ok()) << client.status();
  const Socket accepted(accept(listener->fd(), nullptr, nullptr));
  int timeout = -1;
  socklen_t size = sizeof(timeout);
  EXPECT_EQ(
      getsockopt(accepted.fd(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, &size),
      0);
  return timeout;
}

// The system closes a connection whose peer takes nothing for so long.
TEST(TcpListenerTest, PeersThatTakeNothingHaveATime) {
  ListenerOptions options = WithMode(0660);
  EXPECT_EQ(UserTimeout(options), 0);
  options.unread_timeout = absl::Milliseconds(1'234);
  EXPECT_EQ(UserTimeout(options), 1'234);
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

// A port of 127.0.0.1 that was free a moment ago.
std::string FreePort() {
  const absl::StatusOr<Listener> listener = OpenOne("127.0.0.1:0");
  EXPECT_TRUE(listener.ok()) << listener.status();
  if (!listener.ok()) return "";
  return listener->name().substr(listener->name().rfind(':') + 1);
}

// "PORT" stands for a port that is free.
struct SeveralCase {
  std::string name;
  std::string addresses;
  // What has a listener then.
  std::vector<std::string> listeners;
};

void PrintTo(const SeveralCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class SeveralTest : public testing::TestWithParam<SeveralCase> {};

TEST_P(SeveralTest, HaveAListenerForEachAddress) {
  if (!OpenOne("[::1]:0").ok()) GTEST_SKIP() << "there is no IPv6 here";
  const std::string port = FreePort();
  const auto with_port = [&](const std::string& text) {
    return absl::StrReplaceAll(text, {{"PORT", port}});
  };
  const absl::StatusOr<std::vector<Listener>> listeners =
      OpenAll(with_port(GetParam().addresses));
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  std::vector<std::string> names;
  for (const Listener& listener : *listeners) {
    names.push_back(listener.name());
    EXPECT_EQ(TryConnect(listener.name()), "connected") << listener.name();
  }
  std::vector<std::string> expected;
  for (const std::string& name : GetParam().listeners) {
    expected.push_back(with_port(name));
  }
  EXPECT_EQ(names, expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, SeveralTest,
    testing::ValuesIn(std::vector<SeveralCase>{
        {"ByItsNumberAndInShort",
         "127.0.0.1:PORT,127.1:PORT,2130706433:PORT",
         {"127.0.0.1:PORT"}},
        {"ByItsNumberAndAgain", "[::1]:PORT,[0:0::1]:PORT", {"[::1]:PORT"}},
        {"BothOfAll", "0.0.0.0:PORT,[::]:PORT", {"0.0.0.0:PORT", "[::]:PORT"}},
        {"BothOfAllIpv6First",
         "[::]:PORT,0.0.0.0:PORT",
         {"[::]:PORT", "0.0.0.0:PORT"}},
        {"OneOfIpv4BesideAllOfIpv6",
         "127.0.0.1:PORT,[::]:PORT",
         {"127.0.0.1:PORT", "[::]:PORT"}},
    }),
    [](const testing::TestParamInfo<SeveralCase>& info) {
      return info.param.name;
    });

TEST(TcpListenerTest, AllOfIpv6AloneHasIpv4Too) {
  const absl::StatusOr<Listener> listener = OpenOne("[::]:0");
  if (!listener.ok()) GTEST_SKIP() << "there is no IPv6 here";
  const std::string port =
      listener->name().substr(listener->name().rfind(':') + 1);
  EXPECT_EQ(TryConnect(absl::StrCat("127.0.0.1:", port)), "connected");
}

TEST(TcpListenerTest, OverlapIsToldOf) {
  const std::string port = FreePort();
  const std::string all = absl::StrCat("0.0.0.0:", port);
  const std::string one = absl::StrCat("127.0.0.1:", port);
  ExpectCannotListen(OpenAll(absl::StrCat(all, ",", one)).status(), one,
                     absl::StrCat("Address already in use, by ", all,
                                  " if not by another process: both are to be "
                                  "listened on"));
}

struct LoopbackCase {
  std::string name;
  std::string address;
  bool is_loopback;
};

void PrintTo(const LoopbackCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class LoopbackOnlyTest : public testing::TestWithParam<LoopbackCase> {};

TEST_P(LoopbackOnlyTest, RefusesWhatOtherMachinesCanReach) {
  ListenerOptions options;
  options.loopback_only = true;
  const absl::Status status = OpenAll(GetParam().address, options).status();
  if (GetParam().is_loopback) {
    EXPECT_TRUE(status.ok()) << status;
    return;
  }
  ExpectCannotListen(
      status, GetParam().address,
      "other machines can connect there, and it would be without TLS: give "
      "`--tls_cert` and `--tls_key`, or allow it with `--insecure_listen`");
}

INSTANTIATE_TEST_SUITE_P(All, LoopbackOnlyTest,
                         testing::ValuesIn(std::vector<LoopbackCase>{
                             {"Loopback", "127.0.0.1:0", true},
                             {"AnotherLoopback", "127.8.9.10:0", true},
                             {"LoopbackByName", "localhost:0", true},
                             {"LoopbackInDecimal", "2130706433:0", true},
                             {"Any", "0.0.0.0:0", false},
                             {"AnyInShort", "0:0", false},
                             {"AnyIpv6", "[::]:0", false},
                             {"MappedAny", "[::ffff:0.0.0.0]:0", false},
                             {"MappedOther", "[::ffff:192.0.2.1]:0", false},
                             {"Other", "192.0.2.1:0", false},
                             {"OtherIpv6", "[2001:db8::1]:0", false},
                             {"NearlyLoopback", "128.0.0.1:0", false},
                         }),
                         [](const testing::TestParamInfo<LoopbackCase>& info) {
                           return info.param.name;
                         });

TEST(TcpListenerTest, AnyAddressIsTakenWhereAllowed) {
  const absl::StatusOr<Listener> listener = OpenOne("0.0.0.0:0");
  EXPECT_TRUE(listener.ok()) << listener.status();
}

}  // namespace
}  // namespace server

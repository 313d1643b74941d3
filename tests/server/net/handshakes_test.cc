// What the real server tells of TLS handshakes that fail.

#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"
#include "tests/support/server_process.h"
#include "third_party/compat/tls_server_credentials.h"

namespace server {
namespace {

using testing::StartsWith;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::LogLine;
using testing_support::SecretVolume;
using testing_support::ServerProcess;

class HandshakesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::vector<std::string> flags = MutualTlsFlags(volume_);
    flags.emplace_back("--listen=[::]:0");
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(flags);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // Of the server, on a loopback address of IPv4 or IPv6.
  std::string AddressOn(const std::string& host) const {
    return absl::StrCat(
        host, server_->address().substr(server_->address().rfind(':')));
  }

  // By IPv6, with a client's certificate that has expired.
  void ConnectWithExpired() {
    const KeyPair expired = authority_.Issue({"client", {}, -absl::Minutes(1)});
    EXPECT_THAT(HealthOf(ConnectTls(AddressOn("[::1]"),
                                    {authority_.certificate(), expired})),
                StartsWith("14: "));
  }

  // The next line about a failed handshake.
  LogLine Report() {
    const absl::StatusOr<LogLine> line = testing_support::ReadLogLine(
        server_->process(), "a TLS handshake failed");
    EXPECT_TRUE(line.ok()) << line.status();
    return line.ok() ? *line : LogLine();
  }

  const Authority authority_ = Authority("authority");
  const KeyPair pair_ = authority_.IssueForServer();
  const SecretVolume volume_{{{"tls.crt", pair_.certificate},
                              {"tls.key", pair_.key},
                              {"ca.crt", authority_.certificate()}}};
  std::unique_ptr<ServerProcess> server_;
};

// Connects, sends what is no TLS, and waits for the end. Returns the port that
// it came from.
int SendPlainText(const std::string& address) {
  const absl::StatusOr<Socket> client = ConnectTo(address);
  EXPECT_TRUE(client.ok()) << client.status();
  sockaddr_in6 own = {};
  socklen_t size = sizeof(own);
  // The port is at the same place in an address of IPv4.
  EXPECT_EQ(getsockname(client->fd(), reinterpret_cast<sockaddr*>(&own), &size),
            0);
  SendAll(*client, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(AwaitClosed(*client));
  return ntohs(own.sin6_port);
}

// "" where gRPC does not let the server know.
std::string PeerIfKnown(absl::string_view address) {
  return std::string(compat::kHandshakesBeginAtHandOver ? address : "");
}

TEST_F(HandshakesTest, ThatFailAreLoggedWithTheirPeer) {
  const int port = SendPlainText(AddressOn("127.0.0.1"));
  LogLine line = Report();
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["peer"],
            PeerIfKnown(absl::StrCat("[::ffff:127.0.0.1]:", port)));
  EXPECT_EQ(line.count("error"), 0U);
  const int port6 = SendPlainText(AddressOn("[::1]"));
  EXPECT_EQ(Report()["peer"], PeerIfKnown(absl::StrCat("[::1]:", port6)));
}

TEST_F(HandshakesTest, ThatFailForACertificateAreLoggedWithTheReason) {
  ConnectWithExpired();
  LogLine line = Report();
  EXPECT_THAT(line["peer"], StartsWith(PeerIfKnown("[::1]:")));
  EXPECT_EQ(line["error"], "certificate has expired");
}

// As a probe of the port does.
TEST_F(HandshakesTest, ThatAreLeftUnfinishedAreNotLogged) {
  for (const std::string& start :
       {std::string(), std::string("\x16\x03\x01", 3)}) {
    const absl::StatusOr<Socket> client = ConnectTo(AddressOn("[::1]"));
    ASSERT_TRUE(client.ok()) << client.status();
    SendAll(*client, start);
    shutdown(client->fd(), SHUT_WR);
    EXPECT_TRUE(AwaitClosed(*client));
  }
  // The first one that is told of is this.
  ConnectWithExpired();
  EXPECT_EQ(Report()["error"], "certificate has expired");
}

}  // namespace
}  // namespace server

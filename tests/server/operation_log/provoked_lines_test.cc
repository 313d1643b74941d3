// What clients make gRPC say in the operation log of the real server.

#include <signal.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/http2_peer.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::LogLine;
using testing_support::SecretVolume;
using testing_support::ServerProcess;

class ProvokedLinesTest : public testing::Test {
 protected:
  void Start(const std::vector<std::string>& flags) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(flags);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // Ends the server. Expects its log to be well formed, with few lines that
  // it was made to say, and nothing of what clients have sent; returns how
  // often it said something.
  int StopAndCountProvoked() {
    server_->process().Signal(SIGTERM);
    const std::string log = server_->process().Wait().err;
    EXPECT_THAT(log, Not(HasSubstr("secret")));
    int said = 0;
    int lines = 0;
    for (LogLine line : testing_support::ParseLog(log)) {
      EXPECT_EQ(line.count("not_a_log_line"), 0U) << line["not_a_log_line"];
      if (line["level"] == "info") continue;
      ++lines;
      EXPECT_EQ(line["level"], "warning");
      // The server's own, beside what gRPC says.
      if (line["message"] != "a TLS handshake failed") {
        EXPECT_THAT(line["source"], StartsWith("grpc ")) << line["message"];
      }
      int suppressed = 0;
      if (line.count("suppressed") > 0) {
        EXPECT_TRUE(absl::SimpleAtoi(line["suppressed"], &suppressed));
      }
      said += 1 + suppressed;
    }
    // 10 in each 10 seconds.
    EXPECT_LE(lines, 60);
    return said;
  }

  std::unique_ptr<ServerProcess> server_;
};

// Sends bytes, and waits until the server has closed.
void SendAndWait(const std::string& address, absl::string_view bytes) {
  const absl::StatusOr<Socket> client = ConnectTo(address);
  ASSERT_TRUE(client.ok()) << client.status();
  SendAll(*client, bytes);
  EXPECT_TRUE(AwaitClosed(*client));
}

TEST_F(ProvokedLinesTest, BadHandshakesAreFewLines) {
  const Authority authority("authority");
  const KeyPair pair = authority.IssueForServer();
  const SecretVolume volume({{"tls.crt", pair.certificate},
                             {"tls.key", pair.key},
                             {"ca.crt", authority.certificate()}});
  Start(MutualTlsFlags(volume));
  for (int i = 0; i < 1'000; ++i) {
    SendAndWait(server_->address(),
                std::string("\x16\x03\x01\0\5", 5) + "secret\n\x1b[2J\xff");
  }
  EXPECT_EQ(
      HealthOf(ConnectTls(server_->address(), {authority.certificate(), pair})),
      "SERVING");
  EXPECT_GT(StopAndCountProvoked(), 0);
}

TEST_F(ProvokedLinesTest, BadHeadersAreFewLines) {
  Start({});
  for (int i = 0; i < 1'000; ++i) {
    absl::StatusOr<Http2Peer> peer = Http2Peer::Connect(server_->address());
    ASSERT_TRUE(peer.ok()) << peer.status();
    peer->CallWith(kCheckMethod, "", "secret\n");
  }
  EXPECT_EQ(HealthOf(Connect(server_->address())), "SERVING");
  EXPECT_GT(StopAndCountProvoked(), 0);
}

TEST_F(ProvokedLinesTest, WhatIsNoHttp2IsFewLines) {
  Start({});
  for (int i = 0; i < 1'000; ++i) {
    SendAndWait(server_->address(), "GET /secret HTTP/1.1\r\n\r\n");
  }
  EXPECT_EQ(HealthOf(Connect(server_->address())), "SERVING");
  StopAndCountProvoked();
}

}  // namespace
}  // namespace server

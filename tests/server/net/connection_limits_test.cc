// What the real server does with connections that are too many, too old, or
// silent.

#include <grpcpp/support/channel_arguments.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/server/support/http2_peer.h"
#include "tests/server/support/http2_session.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::ServerProcess;
using testing_support::TempFolder;

// Each test has a server of its own that listens on TCP and on a Unix socket,
// and serves both until the end.
class ConnectionLimitsTest : public testing::Test {
 protected:
  void StartServer(std::vector<std::string> flags) {
    flags.push_back(
        absl::StrCat("--listen=127.0.0.1:0,unix:", folder_.Path("authz.sock")));
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(std::move(flags));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void TearDown() override {
    ASSERT_NE(server_, nullptr);
    for (const std::string& address : server_->addresses()) {
      // It may yet have to notice that connections of the test were closed.
      std::string health;
      for (int i = 0; i < 100 && health != "SERVING"; ++i) {
        health = HealthOf(Connect(address));
      }
      EXPECT_EQ(health, "SERVING") << address;
    }
    EXPECT_TRUE(server_->Stop().ok());
  }

  Http2Peer Peer() {
    absl::StatusOr<Http2Peer> peer = Http2Peer::Connect(server_->address());
    EXPECT_TRUE(peer.ok()) << peer.status();
    return *std::move(peer);
  }

  // A peer that says this, and then nothing.
  Socket PeerThatSays(absl::string_view bytes) {
    absl::StatusOr<Socket> socket = ConnectTo(server_->address());
    EXPECT_TRUE(socket.ok()) << socket.status();
    SendAll(*socket, bytes);
    return *std::move(socket);
  }

  const TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

// That the server closes the connection of its own accord after about so long.
void ExpectClosedAfter(absl::FunctionRef<bool()> await_closed,
                       absl::Duration time) {
  const absl::Time start = absl::Now();
  EXPECT_TRUE(await_closed());
  // A tenth less is what it may choose.
  EXPECT_GE(absl::Now() - start, time * 0.8);
  // Less than without the flag.
  EXPECT_LT(absl::Now() - start, absl::Seconds(8));
}

void ExpectClosedAfter(Http2Peer peer, absl::Duration time) {
  ExpectClosedAfter([&] { return peer.ReadUntilClosed().ok(); }, time);
}

void ExpectClosedAfter(const Socket& socket, absl::Duration time) {
  ExpectClosedAfter([&] { return AwaitClosed(socket); }, time);
}

TEST_F(ConnectionLimitsTest, PeerThatNeverSpeaksIsClosed) {
  StartServer({"--handshake_timeout=500ms"});
  ExpectClosedAfter(PeerThatSays(""), absl::Milliseconds(500));
}

TEST_F(ConnectionLimitsTest, PeerThatSpeaksHalfIsClosed) {
  StartServer({"--handshake_timeout=500ms"});
  ExpectClosedAfter(PeerThatSays("PRI * HTTP/2.0\r\n"),
                    absl::Milliseconds(500));
}

TEST_F(ConnectionLimitsTest, IdleConnectionIsClosed) {
  StartServer({"--max_connection_idle=500ms"});
  ExpectClosedAfter(Peer(), absl::Milliseconds(500));
}

TEST_F(ConnectionLimitsTest, OldConnectionIsClosedAlsoInMidCall) {
  StartServer({"--max_connection_age=500ms", "--max_connection_age_grace=1s"});
  Http2Peer peer = Peer();
  // Announces a message and never sends it.
  EXPECT_EQ(peer.Call(kCheckMethod, {"", /*size=*/4, /*ends=*/false}), 4);
  EXPECT_TRUE(peer.ReadUntil(NGHTTP2_GOAWAY).ok());
  ExpectClosedAfter(std::move(peer), absl::Seconds(1));
}

TEST_F(ConnectionLimitsTest, ClientDoesNotNoticeThatItsConnectionIsRenewed) {
  StartServer({"--max_connection_age=100ms", "--max_connection_age_grace=1s"});
  const auto channel = Connect(server_->address());
  const absl::Time end = absl::Now() + absl::Seconds(1);
  while (absl::Now() < end) ASSERT_EQ(HealthOf(channel), "SERVING");
}

TEST_F(ConnectionLimitsTest, PeerThatIsGoneIsClosed) {
  StartServer({"--keepalive_time=500ms", "--keepalive_timeout=500ms"});
  // It hears the ping and does not answer.
  constexpr absl::string_view kSettings("\0\0\0\4\0\0\0\0\0", 9);
  ExpectClosedAfter(PeerThatSays(absl::StrCat(NGHTTP2_CLIENT_MAGIC, kSettings)),
                    absl::Seconds(1));
}

// However often it is asked without that anything else is said.
TEST_F(ConnectionLimitsTest, PeerThatAnswersIsKept) {
  StartServer({"--keepalive_time=100ms", "--keepalive_timeout=10s"});
  Http2Peer peer = Peer();
  for (int i = 0; i < 5; ++i) {
    const auto ping = peer.ReadUntil(NGHTTP2_PING);
    ASSERT_TRUE(ping.ok()) << ping.status();
  }
}

TEST_F(ConnectionLimitsTest, PeerThatPingsTooOftenIsSentAway) {
  StartServer({});
  Http2Peer peer = Peer();
  // When the server says how large its window is, it forgets earlier pings.
  ASSERT_TRUE(peer.ReadUntil(NGHTTP2_WINDOW_UPDATE).ok());
  for (int i = 0; i < 4; ++i) peer.SendPing();
  const auto away = peer.ReadUntil(NGHTTP2_GOAWAY);
  ASSERT_TRUE(away.ok()) << away.status();
  EXPECT_TRUE(absl::StrContains(away->text, "too_many_pings"));
}

TEST_F(ConnectionLimitsTest, PeerThatPingsWithinTheIntervalIsKept) {
  StartServer({"--min_ping_interval=100ms"});
  Http2Peer peer = Peer();
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(peer.SendPing());
    // Nothing else than the answer, and the time that it must wait.
    absl::StatusOr<Http2Peer::Frame> frame = peer.ReadUntil(NGHTTP2_PING);
    ASSERT_TRUE(frame.ok()) << frame.status();
    EXPECT_EQ(frame->flags, NGHTTP2_FLAG_ACK);
    EXPECT_TRUE(absl::IsDeadlineExceeded(
        peer.ReadUntil(NGHTTP2_GOAWAY, absl::Milliseconds(120)).status()));
  }
}

// As often as the clients of any language do at most, with no call under way.
TEST_F(ConnectionLimitsTest, StockClientThatPingsOftenIsKept) {
  StartServer({"--min_ping_interval=500ms"});
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 1000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  const auto channel = Connect(server_->address(), arguments);
  ASSERT_EQ(HealthOf(channel), "SERVING");
  // It would be told to ping less often, and lose its connection.
  EXPECT_FALSE(channel->WaitForStateChange(
      GRPC_CHANNEL_READY,
      std::chrono::system_clock::now() + std::chrono::seconds(6)));
}

TEST_F(ConnectionLimitsTest, ConnectionsPastTheLimitAreClosedAtOnce) {
  constexpr int kMax = 4;
  StartServer({absl::StrCat("--max_connections=", kMax)});
  std::vector<Http2Peer> peers;
  // The limit is of all listeners together.
  for (int i = 0; i < kMax; ++i) {
    absl::StatusOr<Http2Peer> peer =
        Http2Peer::Connect(server_->addresses()[i % 2]);
    ASSERT_TRUE(peer.ok()) << peer.status();
    ASSERT_TRUE(peer->ReadUntil(NGHTTP2_SETTINGS).ok());
    peers.push_back(*std::move(peer));
  }
  for (const std::string& address : server_->addresses()) {
    const absl::StatusOr<Socket> one_more = ConnectTo(address);
    ASSERT_TRUE(one_more.ok()) << one_more.status();
    EXPECT_TRUE(AwaitClosed(*one_more));
  }
  // Those that are there are served.
  for (Http2Peer& peer : peers) {
    ASSERT_TRUE(peer.SendPing());
    EXPECT_TRUE(peer.ReadUntil(NGHTTP2_PING).ok());
  }
  // There is room again once gRPC has closed one.
  peers.pop_back();
  while (HealthOf(Connect(server_->address())) != "SERVING") {
  }
  peers.clear();
}

// So that a probe with a listener of its own gets in, whatever comes to others.
TEST_F(ConnectionLimitsTest, EachListenerHasRoomForAFew) {
  StartServer({"--max_connections=16"});
  std::vector<Http2Peer> peers;
  for (int i = 0; i < 14; ++i) {
    peers.push_back(Peer());
    ASSERT_TRUE(peers.back().ReadUntil(NGHTTP2_SETTINGS).ok());
  }
  EXPECT_TRUE(AwaitClosed(PeerThatSays("")));
  EXPECT_EQ(HealthOf(Connect(server_->addresses()[1])), "SERVING");
}

// It was told of the limit and does not keep it. gRPC 1.51 closes the
// connection, 1.83 refuses the call.
TEST_F(ConnectionLimitsTest, PeerWithTooManyCallsIsRefused) {
  constexpr int kMax = 3;
  StartServer({absl::StrCat("--max_streams=", kMax)});
  Http2Peer peer = Peer();
  ASSERT_TRUE(peer.ReadUntil(NGHTTP2_SETTINGS).ok());
  for (int i = 0; i < kMax; ++i) {
    peer.Call(kCheckMethod, {"", /*size=*/1, /*ends=*/false});
  }
  ASSERT_TRUE(peer.SendPing());
  ASSERT_TRUE(peer.ReadUntil(NGHTTP2_PING).ok());
  ASSERT_TRUE(peer.SendRaw(RawHeaders(2 * kMax + 1, kCheckMethod)));
  EXPECT_TRUE(peer.ReadUntil(NGHTTP2_RST_STREAM).ok() ||
              peer.ReadUntilClosed().ok());
}

TEST_F(ConnectionLimitsTest, ClientKeepsCallsBackThatAreTooMany) {
  constexpr int kCalls = 16;
  StartServer({"--max_streams=1"});
  const auto channel = Connect(server_->address());
  std::vector<std::string> answers(kCalls);
  std::vector<std::thread> callers;
  callers.reserve(kCalls);
  for (std::string& answer : answers) {
    callers.emplace_back([&] { answer = HealthOf(channel); });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answers, std::vector<std::string>(kCalls, "SERVING"));
}

}  // namespace
}  // namespace server

// What the real server does when peers make it take too much memory.

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/rpc/unread_call.h"
#include "tests/server/support/http2_peer.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/operation_log.h"
#include "tests/support/resident.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::LogLine;
using testing_support::PeakResidentKib;
using testing_support::ReadLogLine;

constexpr std::int64_t kMaxMemory = std::int64_t{64} * 1024 * 1024;

class MemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerWithMetrics> server = ServeMetrics(
        {"--threads=2", absl::StrCat("--max_memory=", kMaxMemory)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void TearDown() override {
    ASSERT_NE(server_.process, nullptr);
    if (is_draining_) {
      EXPECT_EQ(server_.process->process().Wait().exit_status, 0);
      return;
    }
    EXPECT_EQ(HealthOf(Connect(server_.process->address())), "SERVING");
    EXPECT_TRUE(server_.process->Stop().ok());
  }

  Http2Peer Peer() {
    absl::StatusOr<Http2Peer> peer =
        Http2Peer::Connect(server_.process->address());
    EXPECT_TRUE(peer.ok()) << peer.status();
    return *std::move(peer);
  }

  ServerWithMetrics server_;
  bool is_draining_ = false;
};

bool IsAlive(Http2Peer& peer) {
  return peer.SendPing() && peer.ReadUntil(NGHTTP2_PING).ok();
}

// Announces a message of 1 GiB and sends as much of it as the server takes, up
// to `max_bytes`. Returns how much that is.
std::int64_t SendAnnounced(Http2Peer& peer, std::int64_t max_bytes) {
  constexpr absl::string_view kHead("\0\x40\0\0\0", 5);
  return peer.Call(kCheckMethod, {kHead, max_bytes, /*ends=*/false});
}

// A message may be announced that is larger than is taken. gRPC keeps all that
// comes of it until it is whole.
TEST_F(MemoryTest, AnnouncedMessagesDoNotTakeIt) {
  Http2Peer well_behaved = Peer();
  EXPECT_TRUE(IsAlive(well_behaved));
  constexpr std::int64_t kMax = 300'000'000;
  std::int64_t sent = 0;
  std::vector<Http2Peer> peers;
  for (int i = 0; i < 4; ++i) {
    peers.push_back(Peer());
    sent += SendAnnounced(peers.back(), kMax);
  }
  // As much as the server was ready to take.
  EXPECT_GT(sent, kMaxMemory / 2);
  const std::int64_t peak = PeakResidentKib(server_.process->process().pid());
  std::cout << "sent " << sent / 1024 << " KiB, at its peak it took " << peak
            << " KiB\n";
  // What comes between two looks, on a machine that is busy.
  EXPECT_LT(peak, 4 * kMaxMemory / 1024);

  // Those that came last were closed.
  EXPECT_TRUE(peers.front().ReadUntilClosed().ok());
  EXPECT_TRUE(IsAlive(well_behaved));

  const absl::StatusOr<LogLine> line = ReadLogLine(
      server_.process->process(), "connections are closed, memory is short");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->at("level"), "warning");
  EXPECT_EQ(line->at("limit_bytes"), absl::StrCat(kMaxMemory));
  std::int64_t memory = 0;
  EXPECT_TRUE(absl::SimpleAtoi(line->at("memory_bytes"), &memory));
  EXPECT_GT(memory, kMaxMemory);
  const absl::StatusOr<Exposition> scraped = Scrape(server_.url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  double closed = 0;
  EXPECT_TRUE(absl::SimpleAtod(
      scraped->Value("authz_connections_closed_for_memory_total"), &closed));
  EXPECT_GE(closed, 1);
}

// Above three quarters of the limit calls are refused. Where that does not
// help, those who keep the memory are closed, and calls are answered again.
TEST_F(MemoryTest, CallsAreRefusedUntilThereIsMemory) {
  const auto stub =
      v1::AuthorizationService::NewStub(Connect(server_.process->address()));
  const auto info = [&stub] {
    v1::GetServerInfoResponse response;
    return Call([&](grpc::ClientContext* context) {
      return stub->GetServerInfo(context, {}, &response);
    });
  };
  EXPECT_TRUE(info().ok());
  // With what the server takes by itself, between three quarters and all.
  constexpr std::int64_t kMax = 44'000'000;
  Http2Peer peer = Peer();
  // gRPC may take less of it at once where memory is short.
  EXPECT_GE(SendAnnounced(peer, kMax), kMax - 4'000'000);

  grpc::Status refused;
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (refused.ok() && absl::Now() < end) refused = info();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.error_message(), "the server is short of memory");
  const absl::StatusOr<Exposition> scraped = Scrape(server_.url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  const auto refusals = [&](absl::string_view reason) {
    return scraped->Value(absl::StrCat(
        "authz_rpcs_refused_total{grpc_service=\"conversations.authz.v1."
        "AuthorizationService\",grpc_method=\"GetServerInfo\",reason=\"",
        reason, "\"}"));
  };
  EXPECT_EQ(refusals("memory"), "1");
  EXPECT_EQ(refusals("shed"), "0");

  EXPECT_TRUE(peer.ReadUntilClosed().ok());
  grpc::Status answered = info();
  while (!answered.ok() && absl::Now() < end) answered = info();
  EXPECT_TRUE(answered.ok()) << answered.error_message();
}

// While a server ends it waits for calls that are under way, and its peers can
// still send.
TEST_F(MemoryTest, IsBoundedWhileTheServerDrains) {
  std::vector<Http2Peer> peers;
  constexpr std::int64_t kMax = 300'000'000;
  UnreadCall call(Connect(server_.process->address()));
  // Those that came last are closed first, so some more than those that send.
  constexpr int kSenders = 4;
  for (int i = 0; i < 4 * kSenders; ++i) {
    peers.push_back(Peer());
    EXPECT_TRUE(IsAlive(peers.back()));
  }
  is_draining_ = true;
  server_.process->process().Signal(SIGTERM);
  ASSERT_TRUE(ReadLogLine(server_.process->process(), "draining").ok());
  // Some are closed before it is their turn.
  for (int i = 0; i < kSenders; ++i) {
    SendAnnounced(peers[peers.size() - 1 - i], kMax);
  }
  EXPECT_TRUE(ReadLogLine(server_.process->process(),
                          "connections are closed, memory is short")
                  .ok());
  EXPECT_LT(PeakResidentKib(server_.process->process().pid()),
            4 * kMaxMemory / 1024);
  EXPECT_EQ(call.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(call.Finish().ok());
}

}  // namespace
}  // namespace server

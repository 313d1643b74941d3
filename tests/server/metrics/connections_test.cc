// What the real server tells of its connections.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/support/http2_peer.h"
#include "tests/server/support/sockets.h"
#include "tests/support/operation_log.h"

namespace server {
namespace {

std::string Value(const std::string& url, const std::string& name) {
  const absl::StatusOr<Exposition> scraped = Scrape(url);
  EXPECT_TRUE(scraped.ok()) << scraped.status();
  return scraped.ok() ? scraped->Value(name) : "";
}

// The server looks once a second.
void ExpectOpen(const std::string& url, const std::string& count) {
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (Value(url, "authz_connections_open") != count && absl::Now() < end) {
  }
  EXPECT_EQ(Value(url, "authz_connections_open"), count);
}

TEST(ConnectionsTest, AreCountedAndThosePastTheLimitToldOf) {
  absl::StatusOr<ServerWithMetrics> server =
      ServeMetrics({"--max_connections=2"});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(Value(server->url, "authz_connections_limit"), "2");
  std::vector<Http2Peer> peers;
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<Http2Peer> peer =
        Http2Peer::Connect(server->process->address());
    ASSERT_TRUE(peer.ok()) << peer.status();
    ASSERT_TRUE(peer->ReadUntil(NGHTTP2_SETTINGS).ok());
    peers.push_back(*std::move(peer));
  }
  ExpectOpen(server->url, "2");
  EXPECT_EQ(Value(server->url, "authz_connections_refused_total"), "0");

  const absl::StatusOr<Socket> refused = ConnectTo(server->process->address());
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_TRUE(AwaitClosed(*refused));
  const absl::StatusOr<testing_support::LogLine> line =
      testing_support::ReadLogLine(server->process->process(),
                                   "connections are refused");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->at("level"), "warning");
  EXPECT_EQ(line->at("limit"), "2");
  EXPECT_EQ(Value(server->url, "authz_connections_refused_total"), "1");

  peers.clear();
  ExpectOpen(server->url, "0");
}

}  // namespace
}  // namespace server

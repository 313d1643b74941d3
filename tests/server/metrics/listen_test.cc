// Where metrics are served, and what it takes to hold them up.

#include <signal.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/support/refusal.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

using testing_support::Finished;
using testing_support::ServerProcess;

// "HOST:PORT" of a URL.
std::string HostOf(absl::string_view url) {
  absl::ConsumePrefix(&url, "http://");
  return std::string(url.substr(0, url.find('/')));
}

TEST(ListenTest, NowhereUnlessAsked) {
  const auto server = ServerProcess::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  (*server)->process().Signal(SIGTERM);
  const Finished finished = (*server)->process().Wait();
  EXPECT_FALSE(absl::StrContains(finished.out, "metrics on ")) << finished.out;
}

struct AddressCase {
  std::string listen;
  // How the URL starts.
  std::string url;
};

TEST(ListenTest, OnTheAddressThatIsAskedFor) {
  for (const AddressCase& c : {AddressCase{"127.0.0.1:0", "http://127.0.0.1:"},
                               AddressCase{"127.0.0.2:0", "http://127.0.0.2:"},
                               AddressCase{"localhost:0", "http://127.0.0.1:"},
                               AddressCase{"0.0.0.0:0", "http://0.0.0.0:"}}) {
    const auto server =
        ServerProcess::Start({absl::StrCat("--metrics_listen=", c.listen)});
    ASSERT_TRUE(server.ok()) << server.status();
    const absl::StatusOr<std::string> line =
        (*server)->process().ReadLine(testing_support::Stream::kOut);
    ASSERT_TRUE(line.ok()) << line.status();
    absl::string_view url = *line;
    ASSERT_TRUE(absl::ConsumePrefix(&url, "metrics on ")) << *line;
    EXPECT_TRUE(absl::StartsWith(url, c.url)) << url;
    EXPECT_TRUE(absl::EndsWith(url, "/metrics")) << url;
    const auto scraped = Scrape(std::string(url));
    EXPECT_TRUE(scraped.ok()) << scraped.status();
    EXPECT_TRUE((*server)->Stop().ok());
  }
}

TEST(ListenTest, NothingElseIsServed) {
  const auto server = ServeMetrics();
  ASSERT_TRUE(server.ok()) << server.status();
  for (const char* path :
       {"/", "/metrics/../etc/passwd", "/etc/passwd", "/x"}) {
    const auto response =
        HttpGet(absl::StrCat("http://", HostOf(server->url), path));
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_TRUE(absl::StartsWith(*response, "HTTP/1.1 404 ") ||
                absl::StartsWith(*response, "HTTP/1.1 400 "))
        << path << ": " << *response;
  }
  EXPECT_TRUE(server->process->Stop().ok());
}

struct BadCase {
  std::string listen;
  std::string error;
};

TEST(ListenTest, EndsWhereTheAddressCannotBeHad) {
  const auto other = ServeMetrics();
  ASSERT_TRUE(other.ok()) << other.status();
  const std::string taken = HostOf(other->url);
  // The second is of no machine.
  for (const BadCase& c :
       {BadCase{taken, "Address already in use"},
        BadCase{"192.0.2.1:0", "Cannot assign requested address"}}) {
    ExpectRefusal(
        RunServer({"--listen=127.0.0.1:0",
                   absl::StrCat("--metrics_listen=", c.listen)}),
        absl::StrCat("cannot listen on ", c.listen, " for metrics: ", c.error));
  }
  EXPECT_TRUE(other->process->Stop().ok());
}

// More of them than there are threads for scrapes: they are given up.
TEST(ListenTest, PeersThatSendNothingMoreDoNotKeepScrapesOut) {
  const auto server = ServeMetrics();
  ASSERT_TRUE(server.ok()) << server.status();
  std::vector<Socket> peers;
  for (const absl::string_view start : {"", "G", "GET /metrics HTTP/1.1\r\n",
                                        "GET /metrics HTTP/1.1\r\nHost:"}) {
    absl::StatusOr<Socket> peer = ConnectTo(HostOf(server->url));
    ASSERT_TRUE(peer.ok()) << peer.status();
    EXPECT_EQ(send(peer->fd(), start.data(), start.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(start.size()));
    peers.push_back(*std::move(peer));
  }
  const auto scraped = Scrape(server->url);
  EXPECT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(HealthOf(Connect(server->process->address())), "SERVING");
  EXPECT_TRUE(server->process->Stop().ok());
}

}  // namespace
}  // namespace server

// Where metrics are served, and what it takes to hold them up.

#include <signal.h>
#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
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
                               AddressCase{"localhost:0", "http://"},
                               AddressCase{"[::1]:0", "http://[::1]:"},
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
    ExpectRefusal(RunServer({"--listen=127.0.0.1:0",
                             absl::StrCat("--metrics_listen=", c.listen)}),
                  absl::StrCat("flag `--metrics_listen`: cannot listen on ",
                               c.listen, ": ", c.error));
  }
  EXPECT_TRUE(other->process->Stop().ok());
}

TEST(ListenTest, OnBothKindsOfAddresses) {
  const auto server = ServerProcess::Start({"--metrics_listen=[::]:0"});
  ASSERT_TRUE(server.ok()) << server.status();
  const absl::StatusOr<std::string> line =
      (*server)->process().ReadLine(testing_support::Stream::kOut);
  ASSERT_TRUE(line.ok()) << line.status();
  const std::string port = line->substr(line->rfind(':'));
  for (const char* host : {"http://127.0.0.1", "http://[::1]"}) {
    const auto scraped = Scrape(absl::StrCat(host, port));
    EXPECT_TRUE(scraped.ok()) << host << ": " << scraped.status();
  }
}

// The answer to a request that is written as it is, or what came of it.
std::string Ask(const std::string& url, const std::string& request) {
  const absl::StatusOr<Socket> peer = ConnectTo(HostOf(url));
  EXPECT_TRUE(peer.ok()) << peer.status();
  SendAll(*peer, request);
  std::string answer;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = recv(peer->fd(), buffer, sizeof(buffer), 0)) > 0) {
    answer.append(buffer, static_cast<std::size_t>(size));
  }
  return answer;
}

struct RequestCase {
  std::string name;
  std::string request;
  // How the answer starts.
  std::string answer;
};

TEST(ListenTest, RequestsAreSmallAndPlain) {
  const auto server = ServeMetrics();
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string end = " HTTP/1.1\r\nHost: x\r\n";
  for (const RequestCase& c :
       {RequestCase{"get", "GET /metrics" + end + "\r\n", "HTTP/1.1 200 "},
        RequestCase{"old", "GET /metrics HTTP/1.0\r\n\r\n", "HTTP/1.0 200 "},
        RequestCase{"head", "HEAD /metrics" + end + "\r\n", "HTTP/1.1 200 "},
        RequestCase{"query", "GET /metrics?a=b" + end + "\r\n",
                    "HTTP/1.1 200 "},
        RequestCase{"post", "POST /metrics" + end + "\r\n", "HTTP/1.1 501 "},
        RequestCase{"body",
                    "POST /metrics" + end + "Content-Length: 1\r\n\r\nx",
                    "HTTP/1.1 413 "},
        RequestCase{
            "large header",
            "GET /metrics" + end + "A: " + std::string(9000, 'a') + "\r\n\r\n",
            "HTTP/1.1 4"},
        RequestCase{"many headers",
                    "GET /metrics" + end +
                        [] {
                          std::string headers;
                          for (int i = 0; i < 1000; ++i)
                            headers += "Abcd: efg\r\n";
                          return headers;
                        }() +
                        "\r\n",
                    "HTTP/1.1 4"},
        RequestCase{"no HTTP", "\x16\x03\x01\r\n\r\n", "HTTP/1.1 4"}}) {
    const std::string answer = Ask(server->url, c.request);
    EXPECT_TRUE(absl::StartsWith(answer, c.answer)) << c.name << ": " << answer;
    if (c.name == "head") {
      EXPECT_TRUE(absl::EndsWith(answer, "\r\n\r\n")) << answer;
      EXPECT_FALSE(absl::StrContains(answer, "authz_")) << answer;
      EXPECT_TRUE(absl::StrContains(answer, "Content-Length: ")) << answer;
      EXPECT_FALSE(absl::StrContains(answer, "Content-Length: 0")) << answer;
    }
  }
  EXPECT_TRUE(server->process->Stop().ok());
}

// Three times as many as there may be.
TEST(ListenTest, PeersThatSendNothingMoreDoNotKeepScrapesOut) {
  const auto server = ServeMetrics();
  ASSERT_TRUE(server.ok()) << server.status();
  std::vector<Socket> peers;
  const std::vector<absl::string_view> starts = {
      "", "G", "GET /metrics HTTP/1.1\r\n", "GET /metrics HTTP/1.1\r\nHost:"};
  for (int i = 0; i < 100; ++i) {
    absl::StatusOr<Socket> peer = ConnectTo(HostOf(server->url));
    ASSERT_TRUE(peer.ok()) << peer.status();
    SendAll(*peer, starts[i % starts.size()]);
    peers.push_back(*std::move(peer));
  }
  // The oldest of them has given way to a newer one, and the others will have
  // had their time by then.
  EXPECT_TRUE(AwaitClosed(peers[0], absl::Seconds(3)));
  const absl::Time start = absl::Now();
  const auto scraped = Scrape(server->url);
  EXPECT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  EXPECT_EQ(HealthOf(Connect(server->process->address())), "SERVING");
  EXPECT_TRUE(server->process->Stop().ok());
}

// A byte now and then does not lengthen its time.
TEST(ListenTest, APeerThatTricklesIsClosed) {
  const auto server = ServeMetrics();
  ASSERT_TRUE(server.ok()) << server.status();
  const absl::StatusOr<Socket> peer = ConnectTo(HostOf(server->url));
  ASSERT_TRUE(peer.ok()) << peer.status();
  const absl::Time start = absl::Now();
  SendAll(*peer, "GET /metrics HTTP/1.1\r\nA: ");
  while (!AwaitClosed(*peer, absl::Milliseconds(100)) &&
         absl::Now() - start < absl::Seconds(20)) {
    SendAll(*peer, "a");
  }
  EXPECT_LT(absl::Now() - start, absl::Seconds(15));
  EXPECT_TRUE(server->process->Stop().ok());
}

}  // namespace
}  // namespace server

// What probes hear over HTTP: /livez and /readyz, beside the gRPC health.

#include <signal.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/rpc/health_watcher.h"
#include "tests/server/rpc/unread_call.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

// The status and the body of the answer to a probe.
std::string Probe(const ServerWithMetrics& server, const std::string& path) {
  const absl::StatusOr<std::string> response =
      HttpGet(absl::StrCat(absl::StripSuffix(server.url, "/metrics"), path));
  if (!response.ok()) return response.status().ToString();
  const std::size_t body = response->find("\r\n\r\n");
  if (!absl::StartsWith(*response, "HTTP/1.1 ") || body == std::string::npos) {
    return *response;
  }
  return absl::StrCat(response->substr(9, 3), " ", response->substr(body + 4));
}

struct ListenerCase {
  std::string name;
  bool is_unix;
};

void PrintTo(const ListenerCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ProbesTest : public testing::TestWithParam<ListenerCase> {
 protected:
  absl::StatusOr<ServerWithMetrics> Serve(const std::string& flag) const {
    return ServeMetrics(
        {flag, absl::StrCat("--listen=",
                            GetParam().is_unix
                                ? absl::StrCat("unix:", folder_.Path("s"))
                                : "127.0.0.1:0")});
  }

 private:
  const testing_support::TempFolder folder_;
};

TEST_P(ProbesTest, ReadinessEndsBeforeServingDoes) {
  const auto server = Serve("--drain_delay=1h");
  ASSERT_TRUE(server.ok()) << server.status();
  HealthWatcher watch(Connect(server->process->address()));
  ASSERT_EQ(watch.Next(), "SERVING");
  EXPECT_EQ(Probe(*server, "/livez"), "200 ok\n");
  EXPECT_EQ(Probe(*server, "/readyz"), "200 ok\n");

  server->process->process().Signal(SIGTERM);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  EXPECT_EQ(Probe(*server, "/livez"), "200 ok\n");
  EXPECT_EQ(Probe(*server, "/readyz"), "503 not serving\n");
  server->process->process().Signal(SIGTERM);
  EXPECT_EQ(server->process->process().Wait().exit_status, 143);
}

// While calls are under way and no new connection is taken.
TEST_P(ProbesTest, AreAnsweredToTheEnd) {
  const auto server = Serve("--drain_delay=0");
  ASSERT_TRUE(server.ok()) << server.status();
  HealthWatcher watch(Connect(server->process->address()));
  ASSERT_EQ(watch.Next(), "SERVING");
  UnreadCall call(Connect(server->process->address()));
  server->process->process().Signal(SIGTERM);
  ASSERT_EQ(watch.Next(), "NOT_SERVING");
  ASSERT_EQ(watch.Next(), "end");
  EXPECT_EQ(Probe(*server, "/livez"), "200 ok\n");
  EXPECT_EQ(Probe(*server, "/readyz"), "503 not serving\n");
  EXPECT_EQ(call.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(call.Finish().ok());
  EXPECT_EQ(server->process->process().Wait().exit_status, 0);
}

INSTANTIATE_TEST_SUITE_P(All, ProbesTest,
                         testing::ValuesIn(std::vector<ListenerCase>{
                             {"Tcp", false}, {"Unix", true}}),
                         [](const testing::TestParamInfo<ListenerCase>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace server

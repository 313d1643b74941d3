// What probes hear over HTTP: /livez and /readyz, beside the gRPC health.

#include <fcntl.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/rpc/health_watcher.h"
#include "tests/server/rpc/unread_call.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

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

// Calls until one waits, since what is logged of it finds no room.
void CallInVain(const std::string& address) {
  const auto stub = v1::AuthorizationService::NewStub(Connect(address));
  v1::CheckRequest request;
  request.mutable_actor()->set_id("a");
  request.set_action(v1::ACTION_VIEW_MESSAGES);
  request.mutable_conversation()->set_id(std::string(2 << 20U, 'x'));
  grpc::Status status;
  while (status.ok()) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(5));
    v1::CheckResponse response;
    status = stub->Check(&context, request, &response);
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

// Asks until it hears something else, for half a minute at most.
std::string ProbeWhile(const ServerWithMetrics& server, const std::string& path,
                       const std::string& answer) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  std::string heard = answer;
  while (heard == answer && absl::Now() < end) heard = Probe(server, path);
  return heard;
}

TEST(StandstillTest, EndsProbes) {
  const testing_support::TempFolder folder;
  const std::string path = folder.Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const auto server =
      ServeMetrics({"--threads=1", absl::StrCat("--decision_log=", path),
                    "--decision_log_full=block", "--decision_log_requests",
                    "--decision_log_queue_bytes=1MiB"});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(Probe(*server, "/livez"), "200 ok\n");
  CallInVain(server->process->address());
  EXPECT_EQ(ProbeWhile(*server, "/livez", "200 ok\n"), "503 not answering\n");
  EXPECT_EQ(Probe(*server, "/readyz"), "503 not answering\n");

  // They go on as soon as somebody reads.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  std::thread reader([fd] {
    std::array<char, 65536> buffer;
    while (read(fd, buffer.data(), buffer.size()) > 0) {
    }
  });
  EXPECT_EQ(ProbeWhile(*server, "/readyz", "503 not answering\n"), "200 ok\n");
  EXPECT_TRUE(server->process->Stop().ok());
  reader.join();
  close(fd);
}

INSTANTIATE_TEST_SUITE_P(All, ProbesTest,
                         testing::ValuesIn(std::vector<ListenerCase>{
                             {"Tcp", false}, {"Unix", true}}),
                         [](const testing::TestParamInfo<ListenerCase>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace server

// What the real server tells of calls that the rules of --callers refuse.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/log_entries.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::LogLine;
using testing_support::SecretVolume;

constexpr char kTraceparent[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

constexpr char kReflectionMethod[] =
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

// Only "ann" may call, and "bob" does.
class RefusedCallersTest : public testing::Test {
 protected:
  void SetUp() override {
    std::vector<std::string> flags = MutualTlsFlags(volume_);
    flags.push_back("--callers=" + volume_.Path("callers.json"));
    flags.push_back("--decision_log=" + log_);
    absl::StatusOr<ServerWithMetrics> server = ServeMetrics(flags);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = ConnectAs("bob");
  }

  std::shared_ptr<grpc::Channel> ConnectAs(const std::string& client) const {
    return ConnectTls(server_.process->address(),
                      {authority_.certificate(), authority_.Issue({client})});
  }

  // Calls and expects to be refused.
  void TryCall(const std::string& method) const {
    EXPECT_EQ(CallRaw(channel_, method, ToBuffer("")).error_code(),
              grpc::StatusCode::PERMISSION_DENIED)
        << method;
  }

  std::string StopAndReadLog() const {
    server_.process->process().Signal(SIGTERM);
    return server_.process->process().Wait().err;
  }

  // The lines about refused callers; expects all others to be no complaints.
  static std::vector<LogLine> RefusalsIn(const std::string& log) {
    std::vector<LogLine> refusals;
    for (LogLine line : testing_support::ParseLog(log)) {
      if (line["message"] == "a caller is refused") {
        EXPECT_EQ(line["level"], "warning");
        refusals.push_back(line);
      } else {
        EXPECT_EQ(line["level"], "info") << line["message"];
      }
    }
    return refusals;
  }

  const testing_support::TempFolder folder_;
  const std::string log_ = folder_.Path("log");
  const Authority authority_ = Authority("authority");
  const KeyPair pair_ = authority_.IssueForServer();
  const SecretVolume volume_{{{"tls.crt", pair_.certificate},
                              {"tls.key", pair_.key},
                              {"ca.crt", authority_.certificate()},
                              {"callers.json",
                               R"({"name": "ann alone", "allow_rules": [
            {"name": "r", "source": {"principals": ["CN=ann"]}}]})"}}};
  ServerWithMetrics server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(RefusedCallersTest, AreCountedByMethodAndAltogether) {
  TryCall(kCheckMethod);
  TryCall(kCheckMethod);
  TryCall(kBatchCheckMethod);
  TryCall(kHealthCheckMethod);
  TryCall(kReflectionMethod);
  TryCall("/no.such.Service/Method");
  EXPECT_EQ(HealthOf(ConnectAs("ann")), "SERVING");
  const absl::StatusOr<Exposition> scraped = Scrape(server_.url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  const std::string authorization =
      R"(grpc_service="conversations.authz.v1.AuthorizationService")";
  const std::string health = R"(grpc_service="grpc.health.v1.Health")";
  struct Case {
    std::string method;
    std::string service;
    std::string refused;
    std::string started;
  };
  const std::vector<Case> cases = {{"Check", authorization, "2", "2"},
                                   {"BatchCheck", authorization, "1", "1"},
                                   {"GetServerInfo", authorization, "0", "0"},
                                   {"Check", health, "1", "2"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.method + c.service);
    const std::string method =
        absl::StrCat(c.service, ",grpc_method=\"", c.method, "\"");
    EXPECT_EQ(scraped->Value(absl::StrCat("authz_rpcs_refused_total{", method,
                                          R"(,reason="caller"})")),
              c.refused);
    EXPECT_EQ(scraped->Value(absl::StrCat(
                  R"(grpc_server_handled_total{grpc_type="unary",)", method,
                  R"(,grpc_code="PermissionDenied"})")),
              c.refused);
    EXPECT_EQ(
        scraped->Value(absl::StrCat(
            R"(grpc_server_started_total{grpc_type="unary",)", method, "}")),
        c.started);
    // An answer can be read before its call has ended.
    EXPECT_TRUE(ScrapeUntil(server_.url,
                            absl::StrCat("authz_rpcs_in_flight{", method, "}"),
                            "0")
                    .ok());
  }
  EXPECT_EQ(scraped->Value("authz_callers_refused_total"), "6");
}

TEST_F(RefusedCallersTest, AreInTheDecisionLog) {
  const auto stub = v1::AuthorizationService::NewStub(channel_);
  grpc::ClientContext context;
  SetTestDeadline(context);
  context.AddMetadata("x-request-id", "call-1");
  context.AddMetadata("traceparent", kTraceparent);
  v1::CheckResponse response;
  EXPECT_EQ(stub->Check(&context, {}, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  TryCall(kHealthCheckMethod);
  TryCall("/no.such.Service/Method");
  TryCall(kGetServerInfoMethod);
  // The lines of several threads are in no order.
  StopAndReadLog();
  const std::vector<DecisionLogEntry> entries = EntriesOf(log_);
  EXPECT_EQ(entries.size(), 2U);
  for (const DecisionLogEntry& entry : entries) {
    const bool is_check = entry.method() == "Check";
    EXPECT_EQ(entry.method(), is_check ? "Check" : "GetServerInfo");
    EXPECT_EQ(entry.status(), "PERMISSION_DENIED");
    EXPECT_EQ(entry.message(),
              "the client's certificate does not allow this call");
    EXPECT_EQ(entry.caller(), "tls:bob");
    EXPECT_EQ(entry.call_id(), is_check ? "call-1" : "");
    EXPECT_EQ(entry.trace_parent(), is_check ? kTraceparent : "");
  }
}

TEST_F(RefusedCallersTest, AreInTheOperationLog) {
  TryCall(kCheckMethod);
  TryCall(kReflectionMethod);
  TryCall("/secret.Service/secret");
  const std::string log = StopAndReadLog();
  EXPECT_THAT(log, Not(HasSubstr("secret")));
  std::vector<std::string> methods;
  for (LogLine line : RefusalsIn(log)) {
    EXPECT_EQ(line["caller"], "tls:bob");
    methods.push_back(line["method"]);
  }
  EXPECT_THAT(methods, ElementsAre(kCheckMethod, kReflectionMethod, "unknown"));
}

TEST_F(RefusedCallersTest, CannotFillTheOperationLog) {
  constexpr int kCalls = 300;
  for (int i = 0; i < kCalls; ++i) TryCall(kCheckMethod);
  // 10 in each 10 seconds.
  EXPECT_LE(RefusalsIn(StopAndReadLog()).size(), 100U);
  EXPECT_EQ(EntriesOf(log_).size(), kCalls);
}

}  // namespace
}  // namespace server

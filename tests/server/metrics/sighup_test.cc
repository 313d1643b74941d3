// SIGHUP makes the real server load again all that comes from files.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::StartsWith;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::SecretVolume;

std::string CallersNamed(const std::string& name,
                         const std::string& principal) {
  return absl::StrCat(
      R"({"name": ")", name, R"(", "allow_rules": [{"name": "r",)",
      R"( "source": {"principals": [")", principal, R"("]}}]})");
}

std::string Reloads(const std::string& file, const std::string& result) {
  return absl::StrCat(R"(authz_reloads_total{file=")", file, R"(",result=")",
                      result, R"("})");
}

std::string LastSucceeded(const std::string& file) {
  return absl::StrCat(R"(authz_last_reload_successful{file=")", file, R"("})");
}

std::string LastTime(const std::string& file) {
  return absl::StrCat(R"(authz_last_reload_success_timestamp_seconds{file=")",
                      file, R"("})");
}

// A server with mutual TLS where one client, "ann", may call.
class SighupTest : public testing::Test {
 protected:
  SecretVolume::Files Files(const KeyPair& pair,
                            const std::string& callers) const {
    return {{"tls.crt", pair.certificate},
            {"tls.key", pair.key},
            {"ca.crt", authority_.certificate()},
            {"callers.json", callers}};
  }

  void SetUp() override {
    std::vector<std::string> flags = MutualTlsFlags(volume_);
    flags.push_back("--callers=" + volume_.Path("callers.json"));
    absl::StatusOr<ServerWithMetrics> server = ServeMetrics(flags);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void Hangup() { server_.process->process().Signal(SIGHUP); }

  // The next line of the log about such files.
  std::string Report(const std::string& what) {
    return testing_support::ReadReloadReport(server_.process->process(), what);
  }

  // The same of each of several.
  std::map<std::string, std::string> Reports(
      const std::vector<std::string>& whats) {
    return testing_support::ReadReloadReports(server_.process->process(),
                                              whats);
  }

  std::shared_ptr<grpc::Channel> ConnectAs(const std::string& client) const {
    return ConnectTls(server_.process->address(),
                      {authority_.certificate(), authority_.Issue({client})});
  }

  Exposition Metrics() const {
    absl::StatusOr<Exposition> scraped = Scrape(server_.url);
    EXPECT_TRUE(scraped.ok()) << scraped.status();
    return scraped.ok() ? *std::move(scraped) : Exposition();
  }

  const Authority authority_ = Authority("authority");
  const KeyPair first_ = authority_.IssueForServer();
  const KeyPair second_ = authority_.IssueForServer();
  const std::string callers_ = CallersNamed("first", "CN=ann");
  SecretVolume volume_{Files(first_, callers_)};
  ServerWithMetrics server_;
};

TEST_F(SighupTest, LoadsWhatHasNotChangedToo) {
  for (const char* file : {"policy", "certificate", "callers"}) {
    EXPECT_EQ(Metrics().Value(LastSucceeded(file)), "1") << file;
  }
  const auto ann = ConnectAs("ann");
  EXPECT_EQ(HealthOf(ann), "SERVING");
  const absl::Time before = absl::Now();
  Hangup();
  auto reports = Reports({"policy", "certificate", "callers"});
  EXPECT_THAT(reports["policy"], StartsWith("policy reloaded"));
  EXPECT_THAT(reports["certificate"], StartsWith("certificate reloaded: `CN="));
  EXPECT_EQ(reports["callers"], "callers reloaded: first");
  const Exposition scraped = Metrics();
  for (const char* file : {"policy", "certificate", "callers"}) {
    EXPECT_EQ(scraped.Value(Reloads(file, "success")), "1") << file;
    EXPECT_EQ(scraped.Value(Reloads(file, "failure")), "0") << file;
    EXPECT_EQ(scraped.Value(LastSucceeded(file)), "1") << file;
    double time = 0;
    ASSERT_TRUE(absl::SimpleAtod(scraped.Value(LastTime(file)), &time));
    EXPECT_GE(time, absl::ToDoubleSeconds(before - absl::UnixEpoch()) - 1);
    EXPECT_LE(time, absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()) + 1);
  }
  // Connections that there were, and new ones.
  EXPECT_EQ(HealthOf(ann), "SERVING");
  EXPECT_EQ(ServerCertificate(ConnectAs("ann")), first_.certificate);
  EXPECT_THAT(HealthOf(ConnectAs("bob")), StartsWith("7: "));
  EXPECT_TRUE(server_.process->Stop().ok());
}

TEST_F(SighupTest, PutsWhatHasChangedInForce) {
  volume_.Replace(Files(second_, CallersNamed("second", "CN=bob")));
  Hangup();
  auto reports = Reports({"certificate", "callers"});
  EXPECT_THAT(reports["certificate"], StartsWith("certificate reloaded"));
  EXPECT_EQ(reports["callers"], "callers reloaded: second");
  EXPECT_EQ(ServerCertificate(ConnectAs("bob")), second_.certificate);
  EXPECT_THAT(HealthOf(ConnectAs("ann")), StartsWith("7: "));
}

// A change is reported once; whoever asks hears of it again.
TEST_F(SighupTest, ReportsWhatIsStillBad) {
  volume_.Replace(Files({first_.certificate, second_.key}, "bad"));
  const std::string certificate_report = Report("certificate");
  EXPECT_THAT(certificate_report,
              StartsWith("certificate not reloaded, the last good one stays"));
  ASSERT_TRUE(
      ScrapeUntil(server_.url, Reloads("callers", "failure"), "1").ok());
  Hangup();
  EXPECT_EQ(Report("certificate"), certificate_report);
  ASSERT_TRUE(ScrapeUntil(server_.url, Reloads("policy", "success"), "1").ok());
  const absl::StatusOr<Exposition> scraped =
      ScrapeUntil(server_.url, Reloads("callers", "failure"), "2");
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(scraped->Value(Reloads("certificate", "failure")), "2");
  EXPECT_EQ(scraped->Value(LastSucceeded("policy")), "1");
  for (const char* file : {"certificate", "callers"}) {
    EXPECT_EQ(scraped->Value(LastSucceeded(file)), "0") << file;
  }
  EXPECT_EQ(ServerCertificate(ConnectAs("ann")), first_.certificate);

  // What GetServerInfo says is about the policy.
  const auto stub = v1::AuthorizationService::NewStub(ConnectAs("ann"));
  v1::GetServerInfoResponse info;
  const grpc::Status status = Call([&](grpc::ClientContext* context) {
    return stub->GetServerInfo(context, v1::GetServerInfoRequest(), &info);
  });
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(info.last_reload().succeeded());
}

}  // namespace
}  // namespace server

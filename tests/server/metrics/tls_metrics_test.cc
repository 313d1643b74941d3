// What a server with TLS exposes of its certificate and of clients'
// authorities.

#include <sys/socket.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/metrics/scrape.h"
#include "tests/server/metrics/serve_metrics.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/secret_volume.h"

namespace server {
namespace {

using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::SecretVolume;

constexpr char kSucceeded[] =
    R"(authz_reloads_total{file="certificate",result="success"})";
constexpr char kFailed[] =
    R"(authz_reloads_total{file="certificate",result="failure"})";

// Whether the certificate expires about that long from now.
void ExpectLifetime(const Exposition& scraped, absl::Duration lifetime) {
  double expiry = 0;
  ASSERT_TRUE(absl::SimpleAtod(
      scraped.Value("authz_tls_certificate_expiry_timestamp_seconds"),
      &expiry));
  EXPECT_NEAR(expiry - absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()),
              absl::ToDoubleSeconds(lifetime), 300);
}

TEST(TlsMetricsTest, FollowTheCertificateInForce) {
  const Authority authority("test");
  const auto files = [&authority](const KeyPair& pair) {
    return SecretVolume::Files{{"tls.crt", pair.certificate},
                               {"tls.key", pair.key},
                               {"ca.crt", authority.certificate()}};
  };
  const KeyPair first = authority.Issue({"a", {"DNS:localhost"}});
  const KeyPair second =
      authority.Issue({"b", {"DNS:localhost"}, absl::Hours(5)});
  SecretVolume volume(files(first));
  const absl::StatusOr<ServerWithMetrics> server =
      ServeMetrics(MutualTlsFlags(volume));
  ASSERT_TRUE(server.ok()) << server.status();
  absl::StatusOr<Exposition> scraped = Scrape(server->url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(scraped->Value(kSucceeded), "0");
  EXPECT_EQ(scraped->Value(kFailed), "0");
  EXPECT_EQ(
      scraped->Value(R"(authz_reloads_total{file="callers",result="success"})"),
      "none");
  ExpectLifetime(*scraped, absl::Hours(1));

  volume.Replace(files({second.certificate, first.key}));
  scraped = ScrapeUntil(server->url, kFailed, "1");
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(scraped->Value(kSucceeded), "0");
  ExpectLifetime(*scraped, absl::Hours(1));

  volume.Replace(files(second));
  scraped = ScrapeUntil(server->url, kSucceeded, "1");
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(scraped->Value(kFailed), "1");
  ExpectLifetime(*scraped, absl::Hours(5));
  EXPECT_TRUE(server->process->Stop().ok());
}

// In how many hours each authority of clients expires, by its subject.
std::map<std::string, double> HoursOfAuthorities(const Exposition& scraped) {
  std::map<std::string, double> hours;
  for (const auto& [sample, value] : scraped.samples) {
    if (!absl::StartsWith(
            sample, "authz_tls_client_authority_expiry_timestamp_seconds{")) {
      continue;
    }
    double expiry = 0;
    EXPECT_TRUE(absl::SimpleAtod(value, &expiry)) << value;
    hours[sample.substr(sample.find("subject="))] = std::round(
        (expiry - absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch())) /
        3600);
  }
  return hours;
}

TEST(TlsMetricsTest, FollowTheClientsAuthoritiesInForce) {
  const Authority first("first");
  const Authority second("second", absl::Hours(5));
  const KeyPair pair = first.IssueForServer();
  const auto files = [&pair](const std::string& authorities) {
    return SecretVolume::Files{{"tls.crt", pair.certificate},
                               {"tls.key", pair.key},
                               {"ca.crt", authorities}};
  };
  SecretVolume volume(files(first.certificate() + second.certificate()));
  const absl::StatusOr<ServerWithMetrics> server =
      ServeMetrics(MutualTlsFlags(volume));
  ASSERT_TRUE(server.ok()) << server.status();
  absl::StatusOr<Exposition> scraped = Scrape(server->url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  const std::map<std::string, double> only_second = {
      {R"(subject="CN=second"})", 5}};
  std::map<std::string, double> both = only_second;
  both[R"(subject="CN=first"})"] = 1;
  EXPECT_EQ(HoursOfAuthorities(*scraped), both);

  volume.Replace(files(second.certificate()));
  scraped = ScrapeUntil(server->url, kSucceeded, "1");
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(HoursOfAuthorities(*scraped), only_second);
  EXPECT_TRUE(server->process->Stop().ok());
}

// Connects, sends some bytes, and waits for the server to close.
void SendAndWait(const std::string& address, const std::string& bytes) {
  const absl::StatusOr<Socket> client = ConnectTo(address);
  ASSERT_TRUE(client.ok()) << client.status();
  SendAll(*client, bytes);
  shutdown(client->fd(), SHUT_WR);
  EXPECT_TRUE(AwaitClosed(*client));
}

TEST(TlsMetricsTest, CountHandshakesThatFail) {
  constexpr char kFailures[] = "authz_tls_handshake_failures_total";
  const Authority authority("test");
  const KeyPair pair = authority.IssueForServer();
  const SecretVolume volume({{"tls.crt", pair.certificate},
                             {"tls.key", pair.key},
                             {"ca.crt", authority.certificate()}});
  const absl::StatusOr<ServerWithMetrics> server =
      ServeMetrics(MutualTlsFlags(volume));
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string& address = server->process->address();
  EXPECT_EQ(HealthOf(ConnectTls(address, {authority.certificate(), pair})),
            "SERVING");
  // Not a failure, but a peer that goes away.
  SendAndWait(address, std::string("\x16\x03\x01", 3));
  absl::StatusOr<Exposition> scraped = Scrape(server->url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_EQ(scraped->Value(kFailures), "0");

  SendAndWait(address, "GET / HTTP/1.1\r\n\r\n");
  SendAndWait(address, "GET / HTTP/1.1\r\n\r\n");
  scraped = ScrapeUntil(server->url, kFailures, "2");
  EXPECT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_NE(HealthOf(ConnectTls(address, {authority.certificate()})),
            "SERVING");
  scraped = Scrape(server->url);
  ASSERT_TRUE(scraped.ok()) << scraped.status();
  int failures = 0;
  EXPECT_TRUE(absl::SimpleAtoi(scraped->Value(kFailures), &failures));
  EXPECT_GT(failures, 2);
  EXPECT_TRUE(server->process->Stop().ok());
}

TEST(TlsMetricsTest, FollowTheCallers) {
  const Authority authority("test");
  const KeyPair pair = authority.Issue({"a", {"DNS:localhost"}});
  SecretVolume volume(
      {{"tls.crt", pair.certificate},
       {"tls.key", pair.key},
       {"ca.crt", authority.certificate()},
       {"callers.json", R"({"name": "a", "allow_rules": [{"name": "all"}]})"}});
  std::vector<std::string> flags = MutualTlsFlags(volume);
  flags.push_back("--callers=" + volume.Path("callers.json"));
  const absl::StatusOr<ServerWithMetrics> server = ServeMetrics(flags);
  ASSERT_TRUE(server.ok()) << server.status();
  volume.Replace({{"tls.crt", pair.certificate},
                  {"tls.key", pair.key},
                  {"ca.crt", authority.certificate()},
                  {"callers.json", "bad"}});
  const absl::StatusOr<Exposition> scraped = ScrapeUntil(
      server->url, R"(authz_reloads_total{file="callers",result="failure"})",
      "1");
  EXPECT_TRUE(scraped.ok()) << scraped.status();
  EXPECT_TRUE(server->process->Stop().ok());
}

}  // namespace
}  // namespace server

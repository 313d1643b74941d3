// Certificates of the running server are replaced: what is good is used from
// the next handshake on, and what is not leaves the last good ones.

#include <grpcpp/channel.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/secret_volume.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::SecretVolume;
using testing_support::ServerProcess;

constexpr char kReloaded[] = "certificate reloaded: `CN=server` (SHA-256 ";
constexpr char kNotReloaded[] =
    "certificate not reloaded, the last good one stays: `";

class TlsRotationTest : public testing::Test {
 protected:
  static SecretVolume::Files Files(const KeyPair& pair,
                                   const Authority& clients) {
    return {{"tls.crt", pair.certificate},
            {"tls.key", pair.key},
            {"ca.crt", clients.certificate()}};
  }

  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(MutualTlsFlags(volume_));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::shared_ptr<grpc::Channel> ConnectAs(const KeyPair& client) const {
    return ConnectTls(server_->address(), {servers_.certificate(), client});
  }

  // The certificate that a new connection gets.
  std::string Serves() const { return ServerCertificate(ConnectAs(client_)); }

  // The next line that the server reports of its certificate.
  std::string Report() {
    return testing_support::ReadReloadReport(server_->process(), "certificate");
  }

  const Authority servers_ = Authority("servers");
  const Authority clients_ = Authority("clients");
  const KeyPair client_ = clients_.Issue({"client"});
  const KeyPair first_ = servers_.IssueForServer();
  const KeyPair second_ = servers_.IssueForServer();
  SecretVolume volume_{Files(first_, clients_)};
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(TlsRotationTest, ANewPairIsForNewConnections) {
  const auto old_connection = ConnectAs(client_);
  EXPECT_EQ(ServerCertificate(old_connection), first_.certificate);
  volume_.Replace(Files(second_, clients_));
  EXPECT_THAT(Report(), StartsWith(kReloaded));
  EXPECT_EQ(Serves(), second_.certificate);
  // The same connection, and not one that was made anew.
  EXPECT_EQ(ServerCertificate(old_connection), first_.certificate);
  EXPECT_TRUE(server_->Stop().ok());
}

TEST_F(TlsRotationTest, NewAuthoritiesAreForNewConnections) {
  const Authority new_clients("new clients");
  const KeyPair new_client = new_clients.Issue({"client"});
  EXPECT_THAT(HealthOf(ConnectAs(new_client)), StartsWith("14: "));
  volume_.Replace(Files(first_, new_clients));
  EXPECT_THAT(Report(), StartsWith(kReloaded));
  EXPECT_EQ(HealthOf(ConnectAs(new_client)), "SERVING");
  EXPECT_THAT(HealthOf(ConnectAs(client_)), StartsWith("14: "));
}

TEST_F(TlsRotationTest, TheReportTellsOneAuthorityFromAnother) {
  const auto report = [this](const Authority& clients) {
    volume_.Replace(Files(first_, clients));
    std::string text = Report();
    return text.substr(text.find("; authorities of clients: "));
  };
  const std::string same_name = report(Authority("clients"));
  EXPECT_THAT(same_name, StartsWith("; authorities of clients: `CN=clients` "
                                    "(SHA-256 "));
  EXPECT_NE(report(clients_), same_name);
}

TEST_F(TlsRotationTest, TheReportTellsOfAnAuthorityAfterManyOthers) {
  std::string many;
  for (int i = 0; i < 6; ++i) many += Authority("clients").certificate();
  const auto report = [&](const Authority& last) {
    SecretVolume::Files files = Files(first_, clients_);
    files["ca.crt"] = many + last.certificate();
    volume_.Replace(files);
    return Report();
  };
  const std::string one = report(Authority("last"));
  EXPECT_THAT(one, HasSubstr(" and 2 more (SHA-256 of all "));
  EXPECT_NE(report(Authority("last")), one);
}

// Its authority is gone, and the connection lives on.
TEST_F(TlsRotationTest, AnAuthorityThatIsTakenOutIsNotTrustedByOldConnections) {
  const auto old_connection = ConnectAs(client_);
  EXPECT_EQ(HealthOf(old_connection), "SERVING");
  volume_.Replace(Files(first_, Authority("new clients")));
  EXPECT_THAT(Report(), StartsWith(kReloaded));
  EXPECT_EQ(HealthOf(old_connection),
            "16: the client's certificate is not valid: unable to get local "
            "issuer certificate");
  volume_.Replace(Files(first_, clients_));
  EXPECT_THAT(Report(), StartsWith(kReloaded));
  EXPECT_EQ(HealthOf(old_connection), "SERVING");
}

TEST_F(TlsRotationTest, ABadPairIsReportedOnceAndLeavesTheLastGoodOne) {
  SecretVolume::Files files = Files(second_, clients_);
  files["tls.key"] = first_.key;
  volume_.Replace(files);
  EXPECT_EQ(Report(),
            absl::StrCat(kNotReloaded, volume_.Path("tls.key"),
                         "` is not the private key of the certificate `",
                         volume_.Path("tls.crt"), "`"));
  EXPECT_EQ(Serves(), first_.certificate);
  // The same once more is nothing new.
  volume_.Replace(files);
  volume_.Replace(Files(second_, clients_));
  EXPECT_THAT(Report(), StartsWith(kReloaded));
  EXPECT_EQ(Serves(), second_.certificate);
}

TEST_F(TlsRotationTest, EveryKindOfBadFileLeavesTheLastGoodOnes) {
  const KeyPair expired =
      servers_.Issue({"server", {"DNS:localhost"}, -absl::Minutes(1)});
  const std::map<std::string, SecretVolume::Files> cases = {
      {"no certificate", {{"tls.crt", ""}}},
      {"cut off", {{"tls.crt", second_.certificate.substr(0, 300)}}},
      {"no key", {{"tls.key", ""}}},
      {"no authority", {{"ca.crt", ""}}},
      {"bad authority",
       {{"ca.crt", clients_.certificate() + "-----BEGIN "
                                            "CERTIFICATE-----\nAA==\n-----END "
                                            "CERTIFICATE-----\n"}}},
      {"expired", {{"tls.crt", expired.certificate}, {"tls.key", expired.key}}},
  };
  for (const auto& [name, changes] : cases) {
    SCOPED_TRACE(name);
    SecretVolume::Files files = Files(second_, clients_);
    for (const auto& [file, text] : changes) files[file] = text;
    volume_.Replace(files);
    EXPECT_THAT(Report(), StartsWith(kNotReloaded));
    EXPECT_EQ(Serves(), first_.certificate);
  }
  volume_.Replace(Files(second_, clients_));
  EXPECT_THAT(Report(), StartsWith(kReloaded));
  EXPECT_EQ(Serves(), second_.certificate);
}

}  // namespace
}  // namespace server

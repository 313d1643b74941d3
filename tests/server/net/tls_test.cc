// The real server with TLS and mutual TLS: who gets through, and who does not.

#include <grpcpp/channel.h>
#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing::StartsWith;
using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::ServerProcess;
using testing_support::TempFolder;

// gRPC's code of a call whose connection could not be made.
constexpr char kUnavailable[] = "14: ";

// Authorities and certificates of all tests, since they take time to make.
const Authority& ServersAuthority() {
  static const auto& authority = *new Authority("servers");
  return authority;
}
const Authority& ClientsAuthority() {
  static const auto& authority = *new Authority("clients");
  return authority;
}
const KeyPair& ServersPair() {
  static const auto& pair = *new KeyPair(ServersAuthority().IssueForServer());
  return pair;
}

class TlsTest : public testing::Test {
 protected:
  std::vector<std::string> TlsFlags() const {
    return {absl::StrCat("--tls_cert=",
                         folder_.Write("tls.crt", ServersPair().certificate)),
            absl::StrCat("--tls_key=",
                         folder_.Write("tls.key", ServersPair().key))};
  }

  std::string ClientCaFlag() const {
    return absl::StrCat(
        "--tls_client_ca=",
        folder_.Write("ca.crt", ClientsAuthority().certificate()));
  }

  void Start(std::vector<std::string> flags,
             const std::vector<std::string>& more = {}) {
    flags.insert(flags.end(), more.begin(), more.end());
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(flags);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::string HealthFor(const TlsClient& client) const {
    return HealthOf(ConnectTls(server_->address(), client));
  }

  const TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(TlsTest, ServesWhoTrustsItsAuthority) {
  Start(TlsFlags());
  EXPECT_EQ(HealthFor({ServersAuthority().certificate()}), "SERVING");
  EXPECT_EQ(ServerCertificate(ConnectTls(server_->address(),
                                         {ServersAuthority().certificate()})),
            ServersPair().certificate);
  // It asks for no certificate, and one does no harm.
  EXPECT_EQ(HealthFor({ServersAuthority().certificate(),
                       ClientsAuthority().Issue({"client"})}),
            "SERVING");
}

TEST_F(TlsTest, ClientsOfAnotherAuthorityDoNotTrustIt) {
  Start(TlsFlags());
  EXPECT_THAT(HealthFor({ClientsAuthority().certificate()}),
              StartsWith(kUnavailable));
}

TEST_F(TlsTest, PlainClientsGetNowhere) {
  Start(TlsFlags());
  EXPECT_THAT(HealthOf(Connect(server_->address())), StartsWith(kUnavailable));
}

TEST_F(TlsTest, IsForTcpAloneAndForEveryTcpListener) {
  const std::string unix_address = absl::StrCat("unix:", folder_.Path("s"));
  Start(TlsFlags(),
        {absl::StrCat("--listen=127.0.0.1:0,", unix_address, ",127.0.0.1:0")});
  const TlsClient client = {ServersAuthority().certificate()};
  ASSERT_EQ(server_->addresses().size(), 3U);
  for (const int tcp : {0, 2}) {
    const std::string& address = server_->addresses()[tcp];
    EXPECT_EQ(HealthOf(ConnectTls(address, client)), "SERVING");
    EXPECT_THAT(HealthOf(Connect(address)), StartsWith(kUnavailable));
  }
  EXPECT_EQ(HealthOf(Connect(unix_address)), "SERVING");
}

TEST_F(TlsTest, IsAskedForByTheEnvironmentToo) {
  testing_support::ProgramOptions options;
  for (const auto& [variable, value] :
       {std::pair{"AUTHZ_TLS_CERT=", ServersPair().certificate},
        std::pair{"AUTHZ_TLS_KEY=", ServersPair().key},
        std::pair{"AUTHZ_TLS_CLIENT_CA=", ClientsAuthority().certificate()}}) {
    options.environment.push_back(
        absl::StrCat(variable, folder_.Write(variable, value)));
  }
  absl::StatusOr<std::unique_ptr<ServerProcess>> server =
      ServerProcess::Start({}, options);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  EXPECT_EQ(HealthFor({ServersAuthority().certificate(),
                       ClientsAuthority().Issue({"client"})}),
            "SERVING");
  EXPECT_THAT(HealthFor({ServersAuthority().certificate()}),
              StartsWith(kUnavailable));
}

TEST_F(TlsTest, ServesTheWholeChain) {
  const Authority intermediate("intermediate", ServersAuthority());
  const KeyPair pair = intermediate.IssueForServer();
  const std::string chain = folder_.Write(
      "chain.crt", absl::StrCat(pair.certificate, intermediate.certificate()));
  Start({absl::StrCat("--tls_cert=", chain),
         absl::StrCat("--tls_key=", folder_.Write("chain.key", pair.key))});
  EXPECT_EQ(HealthFor({ServersAuthority().certificate()}), "SERVING");
}

TEST_F(TlsTest, ListensBeyondLoopbackWithoutBeingAllowedTo) {
  Start(TlsFlags(), {"--listen=0.0.0.0:0"});
  EXPECT_TRUE(absl::StartsWith(server_->address(), "0.0.0.0:"));
}

struct ClientCase {
  std::string name;
  // The client's certificate; it trusts the server's authority.
  std::function<KeyPair()> pair;
  bool is_let_in;
};

void PrintTo(const ClientCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class MutualTlsTest : public TlsTest,
                      public testing::WithParamInterface<ClientCase> {};

TEST_P(MutualTlsTest, LetsInWhoHasAGoodCertificate) {
  Start(TlsFlags(), {ClientCaFlag()});
  const std::string health =
      HealthFor({ServersAuthority().certificate(), GetParam().pair()});
  if (GetParam().is_let_in) {
    EXPECT_EQ(health, "SERVING");
  } else {
    EXPECT_THAT(health, StartsWith(kUnavailable));
  }
  // The server is as good as before.
  EXPECT_EQ(HealthFor({ServersAuthority().certificate(),
                       ClientsAuthority().Issue({"client"})}),
            "SERVING");
}

// A client's certificate with the intermediate one that signed it.
KeyPair PairWithChain() {
  const Authority intermediate("intermediate", ClientsAuthority());
  KeyPair pair = intermediate.Issue({"client"});
  pair.certificate += intermediate.certificate();
  return pair;
}

INSTANTIATE_TEST_SUITE_P(
    All, MutualTlsTest,
    testing::ValuesIn(std::vector<ClientCase>{
        {"OfTheAuthority", [] { return ClientsAuthority().Issue({"client"}); },
         true},
        {"OfAnIntermediateAuthority", PairWithChain, true},
        {"None", [] { return KeyPair(); }, false},
        {"OfAnotherAuthority",
         [] { return ServersAuthority().Issue({"client"}); }, false},
        {"OfAnAuthorityOfTheSameName",
         [] { return Authority("clients").Issue({"client"}); }, false},
        {"Expired",
         [] {
           return ClientsAuthority().Issue({"client", {}, -absl::Minutes(1)});
         },
         false},
        {"SelfSigned",
         [] {
           const std::string key = testing_support::NewKey();
           return KeyPair{testing_support::SelfSigned(key), key};
         },
         false},
    }),
    [](const testing::TestParamInfo<ClientCase>& info) {
      return info.param.name;
    });

// The version of TLS that a handshake with nothing above `version` comes to,
// or "none".
std::string Handshake(const std::string& address, int version) {
  const absl::StatusOr<Socket> socket = ConnectTo(address);
  EXPECT_TRUE(socket.ok()) << socket.status();
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  // Without it, this end would refuse old versions itself.
  SSL_CTX_set_security_level(context.get(), 0);
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()),
                                                 SSL_free);
  SSL_set_fd(ssl.get(), socket->fd());
  const unsigned char h2[] = {2, 'h', '2'};
  SSL_set_alpn_protos(ssl.get(), h2, sizeof(h2));
  if (SSL_connect(ssl.get()) != 1) return "none";
  return SSL_get_version(ssl.get());
}

TEST_F(TlsTest, TakesNoOldVersion) {
  Start(TlsFlags());
  EXPECT_EQ(Handshake(server_->address(), TLS1_3_VERSION), "TLSv1.3");
  EXPECT_EQ(Handshake(server_->address(), TLS1_2_VERSION), "TLSv1.2");
  EXPECT_EQ(Handshake(server_->address(), TLS1_1_VERSION), "none");
  EXPECT_EQ(Handshake(server_->address(), TLS1_VERSION), "none");
}

TEST_F(TlsTest, StopsWithStatus0) {
  Start(TlsFlags(), {ClientCaFlag()});
  const auto channel = ConnectTls(
      server_->address(),
      {ServersAuthority().certificate(), ClientsAuthority().Issue({"client"})});
  EXPECT_EQ(HealthOf(channel), "SERVING");
  EXPECT_EQ(server_->Stop(), absl::OkStatus());
}

}  // namespace
}  // namespace server

// The real server's handshakes: which keys it exchanges, and what a client may
// do past the end of its certificate.

#include <grpcpp/channel.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/server/net/tls_client.h"
#include "tests/server/support/sockets.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/secret_volume.h"
#include "tests/support/server_process.h"
#include "third_party/compat/tls_server_credentials.h"

namespace server {
namespace {

using testing_support::Authority;
using testing_support::KeyPair;
using testing_support::SecretVolume;
using testing_support::ServerProcess;

constexpr char kExpired[] =
    "16: the client's certificate is not valid: certificate has expired";

class TlsSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start(MutualTlsFlags(volume_));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  const Authority authority_ = Authority("authority");
  const KeyPair pair_ = authority_.IssueForServer();
  const SecretVolume volume_{{{"tls.crt", pair_.certificate},
                              {"tls.key", pair_.key},
                              {"ca.crt", authority_.certificate()}}};
  std::unique_ptr<ServerProcess> server_;
};

using Bio = std::unique_ptr<BIO, void (*)(BIO*)>;
using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;
using Session = std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)>;

// A client of OpenSSL's, which keeps the sessions that it is given.
class SessionClient {
 public:
  SessionClient(int version, const KeyPair& pair)
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    const Bio certificate(BIO_new_mem_buf(pair.certificate.data(), -1),
                          BIO_free_all);
    const std::unique_ptr<X509, void (*)(X509*)> x509(
        PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr),
        X509_free);
    const Bio key(BIO_new_mem_buf(pair.key.data(), -1), BIO_free_all);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pkey(
        PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr),
        EVP_PKEY_free);
    EXPECT_EQ(SSL_CTX_use_certificate(context_.get(), x509.get()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context_.get(), pkey.get()), 1);
  }

  // The only group to exchange keys on that it offers, such as "X25519".
  void OfferOnly(const char* group) {
    EXPECT_EQ(SSL_CTX_set1_groups_list(context_.get(), group), 1);
  }

  // Whether the server shakes hands with it.
  bool CanConnect(const std::string& address) const {
    const absl::StatusOr<Socket> socket = ConnectTo(address);
    EXPECT_TRUE(socket.ok()) << socket.status();
    const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context_.get()),
                                                   SSL_free);
    SSL_set_fd(ssl.get(), socket->fd());
    return SSL_connect(ssl.get()) == 1;
  }

  // Connects with the session of the last time, if there was one. Whether the
  // server has resumed it.
  bool Connect(const std::string& address) {
    const absl::StatusOr<Socket> socket = ConnectTo(address);
    EXPECT_TRUE(socket.ok()) << socket.status();
    const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context_.get()),
                                                   SSL_free);
    SSL_set_fd(ssl.get(), socket->fd());
    const unsigned char h2[] = {2, 'h', '2'};
    SSL_set_alpn_protos(ssl.get(), h2, sizeof(h2));
    if (session_ != nullptr) SSL_set_session(ssl.get(), session_.get());
    EXPECT_EQ(SSL_connect(ssl.get()), 1) << ERR_peek_last_error();
    // A session of TLS 1.3 comes before the first data.
    char settings = 0;
    EXPECT_EQ(SSL_read(ssl.get(), &settings, 1), 1);
    session_.reset(SSL_get1_session(ssl.get()));
    EXPECT_NE(session_, nullptr);
    // Else OpenSSL takes it for one that has failed, and does not resume it.
    SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    return SSL_session_reused(ssl.get()) == 1;
  }

  bool has_ticket() const {
    return SSL_SESSION_has_ticket(session_.get()) == 1;
  }

 private:
  const Context context_;
  Session session_{nullptr, SSL_SESSION_free};
};

// As docs/security.md says.
TEST_F(TlsSessionTest, ExchangesKeysOnTheCurvesThatItsGrpcHas) {
  SessionClient client(TLS1_3_VERSION, authority_.Issue({"client"}));
  client.OfferOnly("P-256");
  EXPECT_TRUE(client.CanConnect(server_->address()));
  for (const char* group : {"X25519", "P-384"}) {
    SCOPED_TRACE(group);
    client.OfferOnly(group);
    EXPECT_EQ(client.CanConnect(server_->address()),
              !compat::kKeysAreExchangedOnP256Alone);
  }
}

TEST_F(TlsSessionTest, ThatOfATicketIsNotResumed) {
  SessionClient client(TLS1_3_VERSION, authority_.Issue({"client"}));
  EXPECT_FALSE(client.Connect(server_->address()));
  EXPECT_FALSE(client.Connect(server_->address()));
  EXPECT_FALSE(client.Connect(server_->address()));
}

// One of TLS 1.2 has an id, by which it may be resumed with all certificates of
// the client.
TEST_F(TlsSessionTest, ThatOfTls12HasNoTicket) {
  SessionClient client(TLS1_2_VERSION, authority_.Issue({"client"}));
  client.Connect(server_->address());
  EXPECT_FALSE(client.has_ticket());
}

TEST_F(TlsSessionTest, ACallOnAConnectionThatOutlivesTheCertificateIsRefused) {
  constexpr absl::Duration kLifetime = absl::Seconds(5);
  const absl::Time end = absl::Now() + absl::Seconds(40);
  const std::shared_ptr<grpc::Channel> channel = ConnectTls(
      server_->address(),
      {authority_.certificate(), authority_.Issue({"client", {}, kLifetime})});
  EXPECT_EQ(HealthOf(channel), "SERVING");
  std::string health = "SERVING";
  while (health == "SERVING" && absl::Now() < end) health = HealthOf(channel);
  EXPECT_EQ(health, kExpired);
  EXPECT_EQ(HealthOf(channel), kExpired);
}

}  // namespace
}  // namespace server

// TLS credentials of a gRPC server whose certificates can be replaced while it
// serves, with certificates that were checked, from memory and at once.
//
// Each version of gRPC has another way to it.

#ifndef THIRD_PARTY_COMPAT_TLS_SERVER_CREDENTIALS_H_
#define THIRD_PARTY_COMPAT_TLS_SERVER_CREDENTIALS_H_

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/version_info.h>

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

#if GRPC_CPP_VERSION_MAJOR > 1 || GRPC_CPP_VERSION_MINOR >= 83
#define COMPAT_HAS_IN_MEMORY_PROVIDER 1

#include <grpc/credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#else
#define COMPAT_HAS_IN_MEMORY_PROVIDER 0
#endif

namespace compat {

// True for the versions of gRPC that begin a handshake in the thread that hands
// over the connection, before the hand-over returns; others use their own
// threads.
inline constexpr bool kHandshakesBeginAtHandOver =
    COMPAT_HAS_IN_MEMORY_PROVIDER == 0;

// True for the versions of gRPC that exchange keys on the curve P-256 alone;
// with others TLS 1.3 has all of OpenSSL's default.
inline constexpr bool kKeysAreExchangedOnP256Alone =
    COMPAT_HAS_IN_MEMORY_PROVIDER == 0;

// PEM texts.
struct TlsTexts {
  // The server's certificate, followed by those of its chain.
  std::string certificate;
  // Its private key.
  std::string key;
  // Of the authorities that clients' certificates are verified by. Not used
  // where clients are not asked for one.
  std::string client_ca;
};

// Thread-safe. To be given to one port of one gRPC server, which must end
// before this.
class TlsServerCredentials : public grpc::ServerCredentials {
 public:
  TlsServerCredentials(const TlsServerCredentials&) = delete;
  TlsServerCredentials& operator=(const TlsServerCredentials&) = delete;
  ~TlsServerCredentials() override;

  // Sets the processor that gRPC calls for every call on a connection with
  // these credentials. To be called before they are given to a server.
  void SetProcessor(grpc_auth_metadata_processor processor);

  // gRPC can give its own credentials alone a processor of this kind. Ends the
  // process, so that none is left out unseen.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>& processor) override;

 protected:
  // Where `verifies_clients`, each client must have a certificate.
  explicit TlsServerCredentials(bool verifies_clients);

  // For the handshakes from now on. To be called before the credentials are
  // given to a server. The error is one line, and leaves what there was.
  absl::Status Set(const TlsTexts& texts);

#if COMPAT_HAS_IN_MEMORY_PROVIDER
 private:
  using Provider = grpc::experimental::InMemoryCertificateProvider;
  TlsServerCredentials(bool verifies_clients,
                       std::shared_ptr<Provider> provider);

  const bool verifies_clients_;
  const std::shared_ptr<Provider> provider_;
#else
  // Goes with gRPC 1.51, which asks for certificates before each handshake. It
  // takes no lock then: connections are to be handed over to it by one thread.
 private:
  grpc_server_credentials* c_creds() const { return core_; }
  int AddPortToServer(const std::string& address, grpc_server* server) override;
  // The certificate fetcher; `credentials` is a TlsServerCredentials.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* credentials, grpc_ssl_server_certificate_config** config);

  absl::Mutex mutex_;
  // Null where gRPC has fetched it.
  std::shared_ptr<const TlsTexts> next_ ABSL_GUARDED_BY(mutex_);
  grpc_server_credentials* const core_;
#endif
};

}  // namespace compat

#endif  // THIRD_PARTY_COMPAT_TLS_SERVER_CREDENTIALS_H_

// gRPC server credentials for TLS whose certificate can be replaced while the
// server runs.
//
// gRPC's TlsServerCredentials cannot be given a certificate that was checked:
// of its two providers, one is never updated, and the other reads files by
// itself, once a second at most, and takes a key that is not the certificate's,
// which fails every handshake. To feed it files of our own would mean to write
// private keys to a place where nobody looks for them. So this is gRPC's other
// way, the certificate fetcher of its SSL credentials: it is asked before each
// handshake, and gets key, certificate and authorities from memory and at once.
// The handshake, TLS 1.2 or later, and the caller's identity are the same.

#ifndef SERVER_NET_TLS_CREDENTIALS_H_
#define SERVER_NET_TLS_CREDENTIALS_H_

#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace server {

// All in PEM format.
struct TlsMaterial {
  // The server's certificate, followed by those of its chain.
  std::string certificate;
  // Its private key.
  std::string key;
  // The authorities whose clients may call. Empty: clients are not asked for a
  // certificate. If not, each must have one that can be verified.
  std::string client_authorities;
};

// It must outlive the gRPC server that it is given to. gRPC's fetcher takes no
// lock: connections are to be handed over to gRPC by one thread, as
// server/net/acceptor.h does.
class TlsCredentials final : public grpc::ServerCredentials {
 public:
  explicit TlsCredentials(TlsMaterial material);
  ~TlsCredentials() override;
  TlsCredentials(const TlsCredentials&) = delete;
  TlsCredentials& operator=(const TlsCredentials&) = delete;

  // Uses the material from the next handshake on; connections that exist are
  // left alone. It must have client authorities if and only if the first one
  // had. Thread-safe.
  void Use(TlsMaterial material);

  // What gRPC asks for every call on a connection with these credentials. To be
  // called before they are given to a server.
  void SetProcessor(grpc_auth_metadata_processor processor);

  // gRPC can give its own credentials alone a processor of this kind. Ends the
  // process, so that none is left out unseen.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>& processor) override;

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override;

  // What gRPC calls with a TlsCredentials.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* credentials, grpc_ssl_server_certificate_config** config);

  absl::Mutex mutex_;
  // What gRPC has not fetched yet.
  std::optional<TlsMaterial> next_ ABSL_GUARDED_BY(mutex_);
  grpc_server_credentials* const grpc_;
};

}  // namespace server

#endif  // SERVER_NET_TLS_CREDENTIALS_H_

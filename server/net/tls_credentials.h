// gRPC server credentials for TLS, whose certificate, key and client
// authorities are loaded again when their files change.
//
// gRPC's TlsServerCredentials cannot be given a certificate that was checked:
// of its two providers, one is never updated, and the other reads files by
// itself, once a second at most, and takes a key that is not the certificate's,
// which fails every handshake. So this is gRPC's other way, the certificate
// fetcher of its SSL credentials: it is asked before each handshake, and gets
// key, certificate and authorities from memory and at once. The handshake, TLS
// 1.2 or later, and the caller's identity are the same.
//
// gRPC lets no one turn TLS sessions off, and a client that resumes one is not
// verified again, whatever has become of its certificate. So where clients are
// verified, each handshake has a context of OpenSSL's of its own, which knows
// no other's sessions.

#ifndef SERVER_NET_TLS_CREDENTIALS_H_
#define SERVER_NET_TLS_CREDENTIALS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/certificates.h"
#include "server/net/client_certificates.h"
#include "server/reload/file_reloader.h"
#include "third_party/compat/server_credentials.h"

namespace server {

// Paths of PEM files.
struct TlsFiles {
  // The server's certificate, followed by those of its chain. Empty: no TLS.
  std::string certificate;
  // Its private key.
  std::string key;
  // Of the authorities that clients' certificates are verified by. Empty:
  // clients are not asked for one. If not, each must have one.
  std::string client_ca;
};

// The certificates in the files.
struct TlsInfo {
  // The server's own.
  base::CertificateInfo certificate;
  // Empty where clients are not asked for a certificate.
  std::vector<base::CertificateInfo> client_authorities;
};

// For a log, the first authorities only where there are many.
std::string Describe(const TlsInfo& info);

// Thread-safe. What the files have is checked, and then used from the next
// handshake on, all together or not at all. Connections that exist keep the
// server's certificate, and the client's is verified by the new authorities at
// the next call.
//
// To be given to one port of one gRPC server, which must end before this.
// gRPC's fetcher takes no lock: connections are to be handed over to gRPC by
// one thread, as server/net/acceptor.h does.
class TlsCredentials final : public compat::ServerCredentials {
 public:
  // Reads and checks the files, which must have a certificate and a key. The
  // error is one line.
  static absl::StatusOr<std::shared_ptr<TlsCredentials>> Load(
      const TlsFiles& files);

  FileReloader& files() const { return *files_; }

  // What is in force.
  TlsInfo info() const;

  // Verifies clients' certificates by the authorities in force.
  ClientCertificates& client_certificates() { return client_certificates_; }

  // What gRPC asks for every call on a connection with these credentials. To be
  // called before they are given to a server.
  void SetProcessor(grpc_auth_metadata_processor processor);

  // gRPC can give its own credentials alone a processor of this kind. Ends the
  // process, so that none is left out unseen.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>& processor) override;

 private:
  explicit TlsCredentials(bool verifies_clients);
  absl::StatusOr<std::string> Take(const TlsFiles& files,
                                   const FileReloader::Texts& texts);

  // What gRPC calls with a TlsCredentials.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* credentials, grpc_ssl_server_certificate_config** config);

  const bool verifies_clients_;
  ClientCertificates client_certificates_;
  mutable absl::Mutex mutex_;
  // As in TlsFiles; null where gRPC has fetched it and is not to do so again.
  std::shared_ptr<const FileReloader::Texts> next_ ABSL_GUARDED_BY(mutex_);
  TlsInfo info_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> files_;
};

}  // namespace server

#endif  // SERVER_NET_TLS_CREDENTIALS_H_

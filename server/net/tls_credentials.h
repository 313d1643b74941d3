// gRPC server credentials for TLS, whose certificate, key and client
// authorities are loaded again when their files change.

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
#include "third_party/compat/tls_server_credentials.h"

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
class TlsCredentials final : public compat::TlsServerCredentials {
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

 private:
  explicit TlsCredentials(bool verifies_clients);
  absl::StatusOr<std::string> Take(const TlsFiles& files,
                                   const FileReloader::Texts& texts);

  const bool verifies_clients_;
  ClientCertificates client_certificates_;
  mutable absl::Mutex mutex_;
  TlsInfo info_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> files_;
};

}  // namespace server

#endif  // SERVER_NET_TLS_CREDENTIALS_H_

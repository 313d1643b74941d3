// The TLS certificate, key and client authorities of the server, reloaded when
// their files change.

#ifndef SERVER_NET_TLS_H_
#define SERVER_NET_TLS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/net/tls_credentials.h"
#include "server/reload/file_reloader.h"
#include "server/reload/reloads.h"

namespace server {

// Paths of PEM files.
struct TlsFiles {
  // Empty: no TLS.
  std::string certificate;
  std::string key;
  // Of the authorities that clients' certificates are verified by. Empty:
  // clients need none.
  std::string client_ca;
};

// Thread-safe. Certificate, key and client authorities are checked and then
// used from the next handshake on, all together or not at all.
class Tls {
 public:
  // Reads and checks the files, which must have a certificate and a key. The
  // error is one line.
  static absl::StatusOr<std::unique_ptr<Tls>> Load(const TlsFiles& files);

  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // From now on uses the files whenever they have changed. To be called once.
  absl::Status Watch() { return reloader_->Watch(); }

  // Uses the files again, changed or not.
  void Reload() { reloader_->Reload(); }

  // To be given to one port of one gRPC server, which must end before this.
  const std::shared_ptr<TlsCredentials>& credentials() const {
    return credentials_;
  }

  Reloads reloads() const { return reloader_->reloads(); }

  // When the certificate in force expires.
  absl::Time expiry() const;

 private:
  explicit Tls(TlsFiles files) : files_(std::move(files)) {}
  absl::StatusOr<std::string> Take(const FileReloader::Texts& texts);

  const TlsFiles files_;
  mutable absl::Mutex mutex_;
  absl::Time expiry_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<TlsCredentials> credentials_;
  // Last, so that it ends first.
  std::unique_ptr<FileReloader> reloader_;
};

}  // namespace server

#endif  // SERVER_NET_TLS_H_

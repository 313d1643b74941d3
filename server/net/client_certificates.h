// Verifies clients' certificates for as long as their connections live.
//
// A handshake verifies a certificate once. What it found may end while the
// connection goes on: the certificate expires, one of its chain does, or the
// authority is taken out of the file.

#ifndef SERVER_NET_CLIENT_CERTIFICATES_H_
#define SERVER_NET_CLIENT_CERTIFICATES_H_

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/x509.h"

namespace server {

// Thread-safe. A certificate is verified at the first call with it, and again
// when the time of that verdict is over or the authorities have changed; else
// it is only found again, which takes less than a microsecond.
class ClientCertificates {
 public:
  // Verifies by these authorities from now on. The error is INVALID_ARGUMENT,
  // one line, and leaves those that there were. Before it, none is valid.
  absl::Status SetAuthorities(const base::PemFile& authorities);

  // Whether a handshake would take the certificate at that time, which comes
  // with the others of `chain`; both are PEM texts. If not, the error is
  // UNAUTHENTICATED, and says why.
  absl::Status Verify(absl::string_view certificate, absl::string_view chain,
                      absl::Time now);

 private:
  // It holds from one time to another.
  struct Verdict {
    absl::Status status;
    absl::Time from;
    absl::Time until;
  };
  // A context has the authorities, and what is asked of certificates besides.
  using Context = std::shared_ptr<SSL_CTX>;

  static Verdict VerifyBy(const Context& context, absl::string_view certificate,
                          absl::string_view chain, absl::Time now);

  void Forget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  Context context_ ABSL_GUARDED_BY(mutex_);
  // By the PEM texts of certificate and chain.
  absl::flat_hash_map<std::string, Verdict> verdicts_ ABSL_GUARDED_BY(mutex_);
  std::size_t text_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace server

#endif  // SERVER_NET_CLIENT_CERTIFICATES_H_

// Checks certificates and private keys in PEM format before they are used.
//
// gRPC notices a bad one only at a handshake, and only in its own log. These
// errors name the file and what is wrong with it.

#ifndef BASE_CERTIFICATES_H_
#define BASE_CERTIFICATES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/x509.h"

namespace base {

// Identifies a certificate, and says when it expires.
struct CertificateInfo {
  // As RFC 2253 writes it, such as "CN=mobile,O=Example".
  std::string subject;
  // SHA-256 of the certificate, in lower-case hexadecimal digits.
  std::string fingerprint;
  // From then on it is not valid.
  absl::Time expiry;
};

// Checks that `certificate` holds a certificate that has not expired at `now`,
// followed by those of its chain, if any; that `key` holds its private key,
// without a passphrase; and that OpenSSL can use both. Returns what the
// certificate is. The error is INVALID_ARGUMENT: one line, which has nothing of
// the key.
absl::StatusOr<CertificateInfo> CheckKeyPair(const PemFile& certificate,
                                             const PemFile& key,
                                             absl::Time now);

// Checks that the file holds one certificate or more, that all can be read, and
// that one at least has not expired at `now`. Returns what they are, each once.
// Errors as above.
absl::StatusOr<std::vector<CertificateInfo>> CheckAuthorities(
    const PemFile& authorities, absl::Time now);

// All of it in a few words, for a log.
std::string Describe(const CertificateInfo& certificate);

}  // namespace base

#endif  // BASE_CERTIFICATES_H_

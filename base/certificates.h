// Checks certificates and private keys in PEM format before they are used.
//
// gRPC notices a bad one only at a handshake, and only in its own log. These
// errors name the file and what is wrong with it.

#ifndef BASE_CERTIFICATES_H_
#define BASE_CERTIFICATES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace base {

// A PEM file that was read. `path` is for errors only: nothing is read here.
struct PemFile {
  std::string path;
  std::string text;
};

// Checks that `certificate` holds a certificate that has not expired at `now`,
// followed by those of its chain, if any; that `key` holds its private key,
// without a passphrase; and that OpenSSL can use both. Returns the time at
// which the certificate expires. The error is INVALID_ARGUMENT: one line, which
// has nothing of the key.
absl::StatusOr<absl::Time> CheckKeyPair(const PemFile& certificate,
                                        const PemFile& key, absl::Time now);

// Checks that the file holds one certificate or more, and that all can be read.
// Errors as above.
absl::Status CheckAuthorities(const PemFile& authorities);

}  // namespace base

#endif  // BASE_CERTIFICATES_H_

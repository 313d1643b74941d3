// Certificates and keys in PEM files, looked at before they are used.
//
// gRPC finds a bad one only when it is used, and says so in its own log. These
// find it before, and say which file it is and what is wrong with it.

#ifndef BASE_CERTIFICATES_H_
#define BASE_CERTIFICATES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace base {

// A file as errors name it, and what it has.
struct PemFile {
  std::string path;
  std::string text;
};

// That `certificate` has a certificate that has not expired at `now`, followed
// by those of its chain, if any; that `key` has its private key, without a
// passphrase; and that OpenSSL takes both. Returns the time at which the
// certificate expires. The error is INVALID_ARGUMENT, one line without any of
// the key.
absl::StatusOr<absl::Time> CheckKeyPair(const PemFile& certificate,
                                        const PemFile& key, absl::Time now);

// That the file has certificates, at least one, and that all can be read.
// Errors as above.
absl::Status CheckAuthorities(const PemFile& authorities);

}  // namespace base

#endif  // BASE_CERTIFICATES_H_

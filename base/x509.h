// X.509 certificates, read from PEM text.

#ifndef BASE_X509_H_
#define BASE_X509_H_

#include <openssl/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace base {

// A PEM file that was read. `path` is for errors only: nothing is read here.
struct PemFile {
  std::string path;
  std::string text;
};

struct FreeX509 {
  void operator()(X509* certificate) const;
};
using Certificate = std::unique_ptr<X509, FreeX509>;

// The certificates in the order of the text, one or more. The error is
// INVALID_ARGUMENT and one line.
absl::StatusOr<std::vector<Certificate>> ReadCertificates(const PemFile& file);

// From when on, and until when, it is valid. A time that cannot be read is that
// of a certificate that never is.
absl::Time ValidFrom(const X509& certificate);
absl::Time ValidUntil(const X509& certificate);

// Of the file: INVALID_ARGUMENT, with the reason of OpenSSL's last error in the
// second case.
absl::Status Bad(const PemFile& file, absl::string_view what);
absl::Status BadByOpenSsl(const PemFile& file, absl::string_view what);

}  // namespace base

#endif  // BASE_X509_H_

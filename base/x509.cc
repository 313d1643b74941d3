#include "base/x509.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <limits>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace base {
namespace {

// Whether the last error is the end of the text.
bool IsAtEnd() {
  const auto error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM &&
         ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

std::optional<absl::Time> ToTime(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return absl::FromTM(parts, absl::UTCTimeZone());
}

}  // namespace

void FreeX509::operator()(X509* certificate) const { X509_free(certificate); }

absl::StatusOr<std::vector<Certificate>> ReadCertificates(const PemFile& file) {
  // Of a text, no more than 2 GiB are read.
  const std::size_t size =
      std::min<std::size_t>(file.text.size(), std::numeric_limits<int>::max());
  const std::unique_ptr<BIO, void (*)(BIO*)> bio(
      BIO_new_mem_buf(file.text.data(), static_cast<int>(size)), BIO_free_all);
  ERR_clear_error();
  std::vector<Certificate> certificates;
  while (X509* certificate =
             PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(certificate);
  }
  if (!IsAtEnd()) {
    return BadByOpenSsl(file, absl::StrCat("has a bad certificate, number ",
                                           certificates.size() + 1));
  }
  ERR_clear_error();
  if (certificates.empty()) {
    return Bad(file, "has no certificate in PEM format");
  }
  return certificates;
}

absl::Time ValidFrom(const X509& certificate) {
  return ToTime(X509_get0_notBefore(&certificate))
      .value_or(absl::InfiniteFuture());
}

absl::Time ValidUntil(const X509& certificate) {
  return ToTime(X509_get0_notAfter(&certificate))
      .value_or(absl::InfinitePast());
}

absl::Status Bad(const PemFile& file, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("`", file.path, "` ", what));
}

absl::Status BadByOpenSsl(const PemFile& file, absl::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  absl::Status status =
      Bad(file, reason == nullptr
                    ? std::string(what)
                    : absl::StrCat(what, ": ", absl::AsciiStrToLower(reason)));
  ERR_clear_error();
  return status;
}

}  // namespace base

#include "base/certificates.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace base {
namespace {

template <typename T, void (*Free)(T*)>
struct Deleter {
  void operator()(T* object) const { Free(object); }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO, BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX, SSL_CTX_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;

absl::Status Bad(const PemFile& file, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("`", file.path, "` ", what));
}

// As Bad, with the reason of OpenSSL's last error.
absl::Status BadByOpenSsl(const PemFile& file, absl::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  absl::Status status =
      Bad(file, reason == nullptr
                    ? std::string(what)
                    : absl::StrCat(what, ": ", absl::AsciiStrToLower(reason)));
  ERR_clear_error();
  return status;
}

// Reads the file's text, of which no more than 2 GiB.
Bio Open(const PemFile& file) {
  const std::size_t size =
      std::min<std::size_t>(file.text.size(), std::numeric_limits<int>::max());
  return Bio(BIO_new_mem_buf(file.text.data(), static_cast<int>(size)));
}

// Whether the last error is the end of the text.
bool IsAtEnd() {
  const auto error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM &&
         ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// The certificates in the order of the file, one or more.
absl::StatusOr<std::vector<Certificate>> ReadCertificates(const PemFile& file) {
  const Bio bio = Open(file);
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

// Gives no passphrase, and notes that one was asked for. Without this callback,
// OpenSSL would ask on the terminal.
int NoPassphrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

absl::StatusOr<Key> ReadKey(const PemFile& file) {
  const Bio bio = Open(file);
  bool is_encrypted = false;
  Key key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, &is_encrypted));
  // OpenSSL calls both a missing and a bad key "unsupported".
  ERR_clear_error();
  if (key != nullptr) return key;
  if (is_encrypted) {
    return Bad(file, "has a private key with a passphrase, give one without");
  }
  return Bad(file, absl::StrContains(file.text, "PRIVATE KEY-----")
                       ? "has a bad private key"
                       : "has no private key in PEM format");
}

}  // namespace

absl::StatusOr<absl::Time> CheckKeyPair(const PemFile& certificate,
                                        const PemFile& key, absl::Time now) {
  absl::StatusOr<std::vector<Certificate>> chain =
      ReadCertificates(certificate);
  if (!chain.ok()) return chain.status();
  const absl::StatusOr<Key> private_key = ReadKey(key);
  if (!private_key.ok()) return private_key.status();
  X509* own = chain->front().get();
  if (X509_check_private_key(own, private_key->get()) != 1) {
    ERR_clear_error();
    return Bad(key, absl::StrCat("is not the private key of the certificate `",
                                 certificate.path, "`"));
  }
  std::tm not_after = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(own), &not_after) != 1) {
    return BadByOpenSsl(certificate,
                        "has a certificate without a time of expiry");
  }
  const absl::Time expiry = absl::FromTM(not_after, absl::UTCTimeZone());
  if (expiry <= now) {
    return Bad(certificate,
               absl::StrCat("has a certificate that expired at ",
                            absl::FormatTime(absl::RFC3339_sec, expiry,
                                             absl::UTCTimeZone())));
  }
  // A key that can be read may still be too short to be used.
  const Context context(SSL_CTX_new(TLS_method()));
  if (context == nullptr || SSL_CTX_use_certificate(context.get(), own) != 1) {
    return BadByOpenSsl(certificate, "has a certificate that cannot be used");
  }
  if (SSL_CTX_use_PrivateKey(context.get(), private_key->get()) != 1) {
    return BadByOpenSsl(key, "has a private key that cannot be used");
  }
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context.get(), (*chain)[i].get()) != 1) {
      return BadByOpenSsl(
          certificate,
          absl::StrCat("has a certificate that cannot be used, number ",
                       i + 1));
    }
  }
  return expiry;
}

absl::Status CheckAuthorities(const PemFile& authorities) {
  return ReadCertificates(authorities).status();
}

}  // namespace base

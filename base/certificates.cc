#include "base/certificates.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace base {
namespace {

std::string TimeText(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

using Bio = std::unique_ptr<BIO, void (*)(BIO*)>;
using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;
using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

// Gives no passphrase, and notes that one was asked for. Without this callback,
// OpenSSL would ask on the terminal.
int NoPassphrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

absl::StatusOr<Key> ReadKey(const PemFile& file) {
  // Of a text, no more than 2 GiB are read.
  const std::size_t size =
      std::min<std::size_t>(file.text.size(), std::numeric_limits<int>::max());
  const Bio bio(BIO_new_mem_buf(file.text.data(), static_cast<int>(size)),
                BIO_free_all);
  bool is_encrypted = false;
  Key key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, &is_encrypted),
      EVP_PKEY_free);
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

// As RFC 2253 writes it.
std::string SubjectOf(const X509& certificate) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(&certificate), 0,
                     XN_FLAG_RFC2253);
  const char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string FingerprintOf(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned int size = 0;
  X509_digest(&certificate, EVP_sha256(), digest.data(), &size);
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(digest.data()), size});
}

CertificateInfo InfoOf(const X509& certificate) {
  return {SubjectOf(certificate), FingerprintOf(certificate),
          ValidUntil(certificate)};
}

}  // namespace

absl::StatusOr<CertificateInfo> CheckKeyPair(const PemFile& certificate,
                                             const PemFile& key,
                                             absl::Time now) {
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
  const CertificateInfo info = InfoOf(*own);
  if (info.expiry <= now) {
    return Bad(certificate, absl::StrCat("has a certificate that expired at ",
                                         TimeText(info.expiry)));
  }
  // A key that can be read may still be too short to be used.
  const Context context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
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
  return info;
}

absl::StatusOr<std::vector<CertificateInfo>> CheckAuthorities(
    const PemFile& authorities, absl::Time now) {
  const absl::StatusOr<std::vector<Certificate>> certificates =
      ReadCertificates(authorities);
  if (!certificates.ok()) return certificates.status();
  std::vector<CertificateInfo> infos;
  absl::Time last_expiry = absl::InfinitePast();
  for (const Certificate& certificate : *certificates) {
    CertificateInfo info = InfoOf(*certificate);
    last_expiry = std::max(last_expiry, info.expiry);
    const bool is_new = std::none_of(
        infos.begin(), infos.end(), [&info](const CertificateInfo& other) {
          return other.fingerprint == info.fingerprint;
        });
    if (is_new) infos.push_back(std::move(info));
  }
  if (last_expiry <= now) {
    return Bad(authorities,
               absl::StrCat("has only authorities that have expired, the last "
                            "at ",
                            TimeText(last_expiry)));
  }
  return infos;
}

std::string Describe(const CertificateInfo& certificate) {
  return absl::StrCat("`", certificate.subject, "` (SHA-256 ",
                      certificate.fingerprint, ") expires at ",
                      TimeText(certificate.expiry));
}

}  // namespace base

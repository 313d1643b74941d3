#include "server/net/tls_credentials.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// Of the clients' authorities so many are named.
constexpr std::size_t kMaxNamed = 5;

// Tells one list of authorities from another, in hexadecimal digits.
std::string DigestOf(const std::vector<base::CertificateInfo>& authorities) {
  std::string fingerprints;
  for (const base::CertificateInfo& authority : authorities) {
    absl::StrAppend(&fingerprints, authority.fingerprint, "\n");
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(fingerprints.data()),
         fingerprints.size(), digest.data());
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(digest.data()), digest.size()));
}

void WarnOfExpired(const std::vector<base::CertificateInfo>& authorities,
                   absl::Time now) {
  for (const base::CertificateInfo& authority : authorities) {
    if (authority.expiry > now) continue;
    Log(LogLevel::kWarning, "an authority of clients has expired",
        {{"authority", base::Describe(authority)}});
  }
}

}  // namespace

std::string Describe(const TlsInfo& info) {
  std::string text = base::Describe(info.certificate);
  const std::vector<base::CertificateInfo>& clients = info.client_authorities;
  for (std::size_t i = 0; i < std::min(clients.size(), kMaxNamed); ++i) {
    absl::StrAppend(&text, i == 0 ? "; authorities of clients: " : ", ",
                    base::Describe(clients[i]));
  }
  if (clients.size() > kMaxNamed) {
    absl::StrAppend(&text, " and ", clients.size() - kMaxNamed,
                    " more (SHA-256 of all ", DigestOf(clients), ")");
  }
  return text;
}

absl::StatusOr<std::shared_ptr<TlsCredentials>> TlsCredentials::Load(
    const TlsFiles& files) {
  const bool verify_clients = !files.client_ca.empty();
  auto credentials =
      std::shared_ptr<TlsCredentials>(new TlsCredentials(verify_clients));
  std::vector<std::string> paths = {files.certificate, files.key};
  if (verify_clients) paths.push_back(files.client_ca);
  absl::StatusOr<std::unique_ptr<FileReloader>> loaded =
      FileReloader::Load({"certificate"}, std::move(paths),
                         [files, credentials = credentials.get()](
                             const FileReloader::Texts& texts) {
                           return credentials->Take(files, texts);
                         });
  if (!loaded.ok()) return loaded.status();
  credentials->files_ = *std::move(loaded);
  return credentials;
}

TlsCredentials::TlsCredentials(bool verifies_clients)
    : compat::TlsServerCredentials(verifies_clients),
      verifies_clients_(verifies_clients) {}

absl::StatusOr<std::string> TlsCredentials::Take(
    const TlsFiles& files, const FileReloader::Texts& texts) {
  const absl::Time now = absl::Now();
  absl::StatusOr<base::CertificateInfo> certificate = base::CheckKeyPair(
      {files.certificate, texts[0]}, {files.key, texts[1]}, now);
  if (!certificate.ok()) return certificate.status();
  TlsInfo info = {*std::move(certificate), {}};
  if (verifies_clients_) {
    const base::PemFile file = {files.client_ca, texts[2]};
    absl::StatusOr<std::vector<base::CertificateInfo>> authorities =
        base::CheckAuthorities(file, now);
    if (!authorities.ok()) return authorities.status();
    const absl::Status set = client_certificates_.SetAuthorities(file);
    if (!set.ok()) return set;
    info.client_authorities = *std::move(authorities);
    WarnOfExpired(info.client_authorities, now);
  }

  absl::Status set =
      Set({texts[0], texts[1], verifies_clients_ ? texts[2] : ""});
  if (!set.ok()) return set;
  std::string described = Describe(info);
  const absl::MutexLock lock(&mutex_);
  info_ = std::move(info);
  return described;
}

TlsInfo TlsCredentials::info() const {
  const absl::MutexLock lock(&mutex_);
  return info_;
}

}  // namespace server

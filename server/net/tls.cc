#include "server/net/tls.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/certificates.h"

namespace server {

absl::StatusOr<std::unique_ptr<Tls>> Tls::Load(const TlsFiles& files) {
  auto tls = std::unique_ptr<Tls>(new Tls(files));
  std::vector<std::string> paths = {files.certificate, files.key};
  if (!files.client_ca.empty()) paths.push_back(files.client_ca);
  absl::StatusOr<std::unique_ptr<FileReloader>> reloader =
      FileReloader::Load({"certificate"}, std::move(paths),
                         [tls = tls.get()](const FileReloader::Texts& texts) {
                           return tls->Take(texts);
                         });
  if (!reloader.ok()) return reloader.status();
  tls->reloader_ = *std::move(reloader);
  return tls;
}

absl::Time Tls::expiry() const {
  const absl::MutexLock lock(&mutex_);
  return expiry_;
}

absl::StatusOr<std::string> Tls::Take(const FileReloader::Texts& texts) {
  TlsMaterial material = {texts[0], texts[1], ""};
  const absl::StatusOr<absl::Time> expiry = base::CheckKeyPair(
      {files_.certificate, texts[0]}, {files_.key, texts[1]}, absl::Now());
  if (!expiry.ok()) return expiry.status();
  if (!files_.client_ca.empty()) {
    const absl::Status authorities =
        base::CheckAuthorities({files_.client_ca, texts[2]});
    if (!authorities.ok()) return authorities;
    material.client_authorities = texts[2];
  }

  const absl::MutexLock lock(&mutex_);
  expiry_ = *expiry;
  if (credentials_ == nullptr) {
    credentials_ = std::make_shared<TlsCredentials>(std::move(material));
  } else {
    credentials_->Use(std::move(material));
  }
  return absl::StrCat(
      "it expires at ",
      absl::FormatTime(absl::RFC3339_sec, *expiry, absl::UTCTimeZone()));
}

}  // namespace server

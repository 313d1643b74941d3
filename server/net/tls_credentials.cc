#include "server/net/tls_credentials.h"

#include <grpc/grpc.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/certificates.h"

namespace server {

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

TlsCredentials::TlsCredentials(bool verify_clients)
    : grpc_(grpc_ssl_server_credentials_create_with_options(
          grpc_ssl_server_credentials_create_options_using_config_fetcher(
              verify_clients
                  ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                  : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
              &TlsCredentials::Fetch, this))) {}

TlsCredentials::~TlsCredentials() { grpc_server_credentials_release(grpc_); }

absl::StatusOr<std::string> TlsCredentials::Take(
    const TlsFiles& files, const FileReloader::Texts& texts) {
  const absl::StatusOr<absl::Time> expiry = base::CheckKeyPair(
      {files.certificate, texts[0]}, {files.key, texts[1]}, absl::Now());
  if (!expiry.ok()) return expiry.status();
  if (!files.client_ca.empty()) {
    const absl::Status authorities =
        base::CheckAuthorities({files.client_ca, texts[2]});
    if (!authorities.ok()) return authorities;
  }

  const absl::MutexLock lock(&mutex_);
  expiry_ = *expiry;
  next_ = texts;
  return absl::StrCat(
      "it expires at ",
      absl::FormatTime(absl::RFC3339_sec, *expiry, absl::UTCTimeZone()));
}

absl::Time TlsCredentials::expiry() const {
  const absl::MutexLock lock(&mutex_);
  return expiry_;
}

void TlsCredentials::SetProcessor(grpc_auth_metadata_processor processor) {
  grpc_server_credentials_set_auth_metadata_processor(grpc_, processor);
}

void TlsCredentials::SetAuthMetadataProcessor(
    const std::shared_ptr<grpc::AuthMetadataProcessor>&) {
  std::abort();
}

int TlsCredentials::AddPortToServer(const std::string& address,
                                    grpc_server* server) {
  return grpc_server_add_http2_port(server, address.c_str(), grpc_);
}

grpc_ssl_certificate_config_reload_status TlsCredentials::Fetch(
    void* credentials, grpc_ssl_server_certificate_config** config) {
  auto& self = *static_cast<TlsCredentials*>(credentials);
  std::optional<FileReloader::Texts> texts;
  {
    const absl::MutexLock lock(&self.mutex_);
    texts = std::exchange(self.next_, std::nullopt);
  }
  if (!texts.has_value()) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const std::string& certificate = texts->at(0);
  const grpc_ssl_pem_key_cert_pair pair = {texts->at(1).c_str(),
                                           certificate.c_str()};
  // gRPC's fetcher has to give authorities even where clients are not asked for
  // a certificate, and then does not use them.
  const std::string& authorities =
      texts->size() > 2 ? texts->at(2) : certificate;
  *config =
      grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

}  // namespace server

#include "third_party/compat/tls_server_credentials.h"

#include <cstdlib>
#include <utility>

#if COMPAT_HAS_IN_MEMORY_PROVIDER
#include <grpcpp/security/tls_credentials_options.h>

#include <vector>
#endif

namespace compat {
namespace {

grpc_ssl_client_certificate_request_type RequestType(bool verifies_clients) {
  return verifies_clients
             ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
}

}  // namespace

void TlsServerCredentials::SetProcessor(
    grpc_auth_metadata_processor processor) {
  grpc_server_credentials_set_auth_metadata_processor(c_creds(), processor);
}

void TlsServerCredentials::SetAuthMetadataProcessor(
    const std::shared_ptr<grpc::AuthMetadataProcessor>&) {
  std::abort();
}

#if COMPAT_HAS_IN_MEMORY_PROVIDER

namespace {

grpc_server_credentials* MakeCredentials(
    bool verifies_clients,
    std::shared_ptr<grpc::experimental::InMemoryCertificateProvider> provider) {
  absl::StatusOr<grpc::experimental::TlsServerCredentialsOptions> options =
      grpc::experimental::TlsServerCredentialsOptions::Create(provider);
  if (!options.ok()) std::abort();
  options->set_cert_request_type(RequestType(verifies_clients));
  if (verifies_clients) {
    options->set_root_certificate_provider(std::move(provider));
  }
  return grpc_tls_server_credentials_create(options->c_credentials_options());
}

}  // namespace

TlsServerCredentials::TlsServerCredentials(bool verifies_clients)
    : TlsServerCredentials(verifies_clients, std::make_shared<Provider>()) {}

TlsServerCredentials::TlsServerCredentials(bool verifies_clients,
                                           std::shared_ptr<Provider> provider)
    : grpc::ServerCredentials(MakeCredentials(verifies_clients, provider)),
      verifies_clients_(verifies_clients),
      provider_(std::move(provider)) {}

TlsServerCredentials::~TlsServerCredentials() = default;

absl::Status TlsServerCredentials::Set(const TlsTexts& texts) {
  if (verifies_clients_) {
    absl::Status set = provider_->UpdateRoot(texts.client_ca);
    if (!set.ok()) return set;
  }
  return provider_->UpdateIdentityKeyCertPair(
      std::vector<grpc::experimental::IdentityKeyOrSignerCertPair>{
          {texts.key, texts.certificate}});
}

#else

TlsServerCredentials::TlsServerCredentials(bool verifies_clients)
    : core_(grpc_ssl_server_credentials_create_with_options(
          grpc_ssl_server_credentials_create_options_using_config_fetcher(
              RequestType(verifies_clients), &TlsServerCredentials::Fetch,
              this))) {}

TlsServerCredentials::~TlsServerCredentials() {
  grpc_server_credentials_release(core_);
}

absl::Status TlsServerCredentials::Set(const TlsTexts& texts) {
  const absl::MutexLock lock(&mutex_);
  next_ = std::make_shared<const TlsTexts>(texts);
  return absl::OkStatus();
}

int TlsServerCredentials::AddPortToServer(const std::string& address,
                                          grpc_server* server) {
  return grpc_server_add_http2_port(server, address.c_str(), core_);
}

grpc_ssl_certificate_config_reload_status TlsServerCredentials::Fetch(
    void* credentials, grpc_ssl_server_certificate_config** config) {
  auto& self = *static_cast<TlsServerCredentials*>(credentials);
  std::shared_ptr<const TlsTexts> texts;
  {
    const absl::MutexLock lock(&self.mutex_);
    texts = std::move(self.next_);
    self.next_ = nullptr;
  }
  if (texts == nullptr) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair = {texts->key.c_str(),
                                           texts->certificate.c_str()};
  // gRPC has to be given authorities even where clients are not asked for a
  // certificate, and then does not use them.
  const std::string& authorities =
      texts->client_ca.empty() ? texts->certificate : texts->client_ca;
  *config =
      grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

#endif

}  // namespace compat

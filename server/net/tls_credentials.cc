#include "server/net/tls_credentials.h"

#include <grpc/grpc.h>

#include <cstdlib>
#include <utility>

namespace server {

TlsCredentials::TlsCredentials(TlsMaterial material)
    : next_(std::move(material)),
      grpc_(grpc_ssl_server_credentials_create_with_options(
          grpc_ssl_server_credentials_create_options_using_config_fetcher(
              next_->client_authorities.empty()
                  ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                  : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY,
              &TlsCredentials::Fetch, this))) {}

TlsCredentials::~TlsCredentials() { grpc_server_credentials_release(grpc_); }

void TlsCredentials::Use(TlsMaterial material) {
  const absl::MutexLock lock(&mutex_);
  next_ = std::move(material);
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
  std::optional<TlsMaterial> material;
  {
    const absl::MutexLock lock(&self.mutex_);
    material = std::exchange(self.next_, std::nullopt);
  }
  if (!material.has_value()) {
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  }
  const grpc_ssl_pem_key_cert_pair pair = {material->key.c_str(),
                                           material->certificate.c_str()};
  // gRPC's fetcher has to give authorities even where clients are not asked for
  // a certificate, and then does not use them.
  const std::string& authorities = material->client_authorities.empty()
                                       ? material->certificate
                                       : material->client_authorities;
  *config =
      grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

}  // namespace server

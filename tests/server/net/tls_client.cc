#include "tests/server/net/tls_client.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/status.h>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/server/support/wire_client.h"

namespace server {

std::shared_ptr<grpc::Channel> ConnectTls(const std::string& address,
                                          const TlsClient& client) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = client.authorities;
  options.pem_private_key = client.pair.key;
  options.pem_cert_chain = client.pair.certificate;
  return Connect(address, grpc::ChannelArguments(),
                 grpc::SslCredentials(options));
}

std::string ServerCertificate(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = grpc::health::v1::Health::NewStub(channel);
  grpc::ClientContext context;
  SetTestDeadline(context);
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status =
      stub->Check(&context, grpc::health::v1::HealthCheckRequest(), &response);
  if (!status.ok()) return status.error_message();
  const std::vector<grpc::string_ref> values =
      context.auth_context()->FindPropertyValues(
          GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (values.size() != 1) return "none";
  return {values[0].data(), values[0].size()};
}

std::vector<std::string> MutualTlsFlags(
    const testing_support::SecretVolume& volume) {
  return {absl::StrCat("--tls_cert=", volume.Path("tls.crt")),
          absl::StrCat("--tls_key=", volume.Path("tls.key")),
          absl::StrCat("--tls_client_ca=", volume.Path("ca.crt"))};
}

}  // namespace server

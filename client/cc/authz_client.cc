#include "client/cc/authz_client.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cc/address.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/status.h"

namespace client {
namespace {

absl::Status CheckTls(const TlsOptions& tls, const std::string& address) {
  if (absl::StartsWith(address, "unix:")) {
    return absl::InvalidArgumentError(
        absl::StrCat("TLS is for TCP, and `", address, "` is a Unix socket"));
  }
  if (tls.certificate.empty() != tls.key.empty()) {
    return absl::InvalidArgumentError(
        "TLS takes a certificate and its key together, give both or neither");
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(
    const std::optional<TlsOptions>& tls) {
  if (!tls.has_value()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = tls->authorities;
  options.pem_cert_chain = tls->certificate;
  options.pem_private_key = tls->key;
  return grpc::SslCredentials(options);
}

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target, const std::optional<TlsOptions>& tls) {
  grpc::ChannelArguments arguments;
  if (tls.has_value() && !tls->server_name.empty()) {
    arguments.SetSslTargetNameOverride(tls->server_name);
  }
  // A response with explanations can be larger than gRPC takes by default.
  arguments.SetMaxReceiveMessageSize(-1);
  // A sidecar is on this machine: http_proxy is not meant for it.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(target, MakeCredentials(tls), arguments);
}

// What is likely to have kept a connection from coming about, where gRPC's
// `message` does not say it: "; ...", or "".
absl::string_view LikelyCause(const AuthzClient::Options& options,
                              absl::string_view message) {
  if (absl::StrContains(message, "wrong version number")) {
    return "; the server may speak no TLS";
  }
  if (absl::StartsWith(options.address, "unix:") ||
      !absl::StrContains(message, "Socket closed")) {
    return "";
  }
  if (!options.tls.has_value()) return "; the server may speak only TLS";
  return options.tls->certificate.empty()
             ? "; the server may ask for a client's certificate"
             : "";
}

// A batch is answered only where every one of its checks is.
absl::Status CheckIsComplete(const v1::BatchCheckRequest& request,
                             const v1::BatchCheckResponse& response) {
  if (response.results_size() != request.checks_size()) {
    return absl::InternalError(
        absl::StrCat("the server gave ", response.results_size(),
                     " results to ", request.checks_size(), " checks"));
  }
  for (int i = 0; i < response.results_size(); ++i) {
    if (response.results(i).result_case() ==
        v1::BatchCheckResult::RESULT_NOT_SET) {
      return absl::InternalError(
          absl::StrCat("the server gave no result to check ", i));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<AuthzClient>> AuthzClient::Create(
    const Options& options) {
  if (options.timeout <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the timeout cannot be `", absl::FormatDuration(options.timeout),
        "`, give a positive duration such as `5s`"));
  }
  const absl::StatusOr<std::string> target = GrpcTarget(options.address);
  if (!target.ok()) return target.status();
  if (options.tls.has_value()) {
    absl::Status usable = CheckTls(*options.tls, options.address);
    if (!usable.ok()) return usable;
  }
  return absl::WrapUnique(
      new AuthzClient(options, MakeChannel(*target, options.tls)));
}

AuthzClient::AuthzClient(const Options& options,
                         const std::shared_ptr<grpc::Channel>& channel)
    : options_(options),
      service_(v1::AuthorizationService::NewStub(channel)),
      health_(grpc::health::v1::Health::NewStub(channel)) {}

absl::Status AuthzClient::ErrorOf(const grpc::Status& status) const {
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      // The request is at fault, wherever it was sent.
      return absl::Status(code, status.error_message());
    case absl::StatusCode::kUnavailable:
      return absl::Status(
          code, absl::StrCat("no answer from `", options_.address,
                             "`: ", status.error_message(),
                             LikelyCause(options_, status.error_message())));
    case absl::StatusCode::kDeadlineExceeded:
      return absl::Status(
          code, absl::StrCat("no answer from `", options_.address, "` within ",
                             absl::FormatDuration(options_.timeout)));
    default:
      return absl::Status(
          code, absl::StrCat("no answer from `", options_.address,
                             "`: ", absl::StatusCodeToString(code), ": ",
                             status.error_message()));
  }
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> AuthzClient::Call(
    Stub& stub,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    const Request& request) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + options_.timeout));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return ErrorOf(status);
  return response;
}

absl::StatusOr<v1::CheckResponse> AuthzClient::Check(
    const v1::CheckRequest& request) {
  return Call(*service_, &v1::AuthorizationService::Stub::Check, request);
}

absl::StatusOr<v1::BatchCheckResponse> AuthzClient::BatchCheck(
    const v1::BatchCheckRequest& request) {
  absl::StatusOr<v1::BatchCheckResponse> response =
      Call(*service_, &v1::AuthorizationService::Stub::BatchCheck, request);
  if (!response.ok()) return response;
  absl::Status complete = CheckIsComplete(request, *response);
  if (!complete.ok()) return complete;
  return response;
}

absl::StatusOr<v1::GetServerInfoResponse> AuthzClient::GetServerInfo(
    const v1::GetServerInfoRequest& request) {
  return Call(*service_, &v1::AuthorizationService::Stub::GetServerInfo,
              request);
}

absl::StatusOr<grpc::health::v1::HealthCheckResponse>
AuthzClient::CheckHealth() {
  return Call(*health_, &grpc::health::v1::Health::Stub::Check,
              grpc::health::v1::HealthCheckRequest());
}

}  // namespace client

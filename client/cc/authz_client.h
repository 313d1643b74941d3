// Asks an authorization server for decisions.
//
//   absl::StatusOr<std::unique_ptr<AuthzClient>> client =
//       AuthzClient::Create({"unix:/run/authz.sock"});
//   if (!client.ok()) return client.status();
//   absl::StatusOr<v1::CheckResponse> response = (*client)->Check(request);
//   const bool allowed = response.ok() && response->allowed();

#ifndef CLIENT_CC_AUTHZ_CLIENT_H_
#define CLIENT_CC_AUTHZ_CLIENT_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/cc/decision_point.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace client {

// TLS to a server on TCP. All in PEM format.
struct TlsOptions {
  // The authorities that the server's certificate is verified by.
  std::string authorities;
  // The client's certificate, followed by those of its chain, and its private
  // key, for a server that asks for them. Both or none.
  std::string certificate;
  std::string key;
  // The name that the server's certificate must be for. Empty: the address's.
  std::string server_name;
};

// One connection to one server. Thread-safe; made once and used for long.
//
// The codes of errors are those of gRPC, such as UNAVAILABLE where the server
// cannot be reached or is shutting down, and DEADLINE_EXCEEDED.
class AuthzClient : public DecisionPoint {
 public:
  struct Options {
    // "HOST:PORT" or "unix:PATH".
    std::string address = "127.0.0.1:50051";
    // How long a call may take, connecting included.
    absl::Duration timeout = absl::Seconds(5);
    // Nothing: no TLS.
    std::optional<TlsOptions> tls = std::nullopt;
  };

  // Does not connect yet: the first call does. INVALID_ARGUMENT where the
  // address has neither form, the timeout is not positive, TLS is asked for on
  // a Unix socket, or what is in `tls` cannot be used.
  static absl::StatusOr<std::unique_ptr<AuthzClient>> Create(
      const Options& options);

  absl::StatusOr<v1::CheckResponse> Check(
      const v1::CheckRequest& request) override;
  absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request) override;
  absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo() override;

  // Whether the server serves.
  absl::StatusOr<grpc::health::v1::HealthCheckResponse> CheckHealth();

 private:
  AuthzClient(const Options& options,
              const std::shared_ptr<grpc::Channel>& channel);

  // Calls one method of a stub within the timeout.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      Stub& stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) const;

  // What the error of a call means to the caller.
  absl::Status Explain(const grpc::Status& status) const;

  const Options options_;
  const std::unique_ptr<v1::AuthorizationService::Stub> service_;
  const std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

}  // namespace client

#endif  // CLIENT_CC_AUTHZ_CLIENT_H_

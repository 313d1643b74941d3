// A C++ client that asks an authorization server for decisions.
//
//   #include "client/cc/authz_client.h"
//
//   // Once, when the program starts:
//   client::AuthzClient::Options options;
//   options.address = "unix:/run/authz/authz.sock";
//   options.timeout = absl::Milliseconds(250);
//   absl::StatusOr<std::unique_ptr<client::AuthzClient>> client =
//       client::AuthzClient::Create(options);
//   if (!client.ok()) return client.status();
//
//   // For every message that is to be sent, from any thread:
//   client::v1::CheckRequest request;
//   request.set_action(client::v1::ACTION_SEND_GROUP_MESSAGE);
//   request.mutable_actor()->set_id("ada");
//   *request.mutable_settings() = settings_of_the_company;
//   ...
//   absl::StatusOr<client::v1::CheckResponse> response =
//       (*client)->Check(request);
//   const bool allowed = response.ok() && response->allowed();
//
// Fail closed, as the last line does: an error is never an allow.

#ifndef CLIENT_CC_AUTHZ_CLIENT_H_
#define CLIENT_CC_AUTHZ_CLIENT_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace client {

namespace v1 = ::conversations::authz::v1;

// TLS to a server on TCP. Certificates and keys are texts in PEM format, not
// paths.
struct TlsOptions {
  // The authorities that must have signed the server's certificate. Empty:
  // those that the system trusts.
  std::string authorities;
  // The client's certificate, followed by those of its chain, and its private
  // key without a passphrase, for a server that asks for them. Both or neither.
  std::string certificate;
  std::string key;
  // The name that the server's certificate must be for. Empty: the host of the
  // address.
  std::string server_name;
};

// A connection to one server. Thread-safe. Make it once and keep it: a call
// then costs no connecting, and gRPC connects again by itself after a loss.
//
// Calls block, for the timeout at most. A denial is an answer; an error is no
// answer and never an allow. The codes of errors are gRPC's, among them:
//   INVALID_ARGUMENT    the request is malformed; the message starts with the
//                       path of the field, such as "actor.id"
//   RESOURCE_EXHAUSTED  the request is too large, or the server sheds load
//   UNAVAILABLE         the server cannot be reached, is shutting down, or
//                       does not agree on TLS; also where gRPC cannot use what
//                       is in TlsOptions, of which its own log says more
//   DEADLINE_EXCEEDED   no answer within the timeout
class AuthzClient {
 public:
  struct Options {
    // "HOST:PORT", with an IPv6 host in brackets, or "unix:PATH".
    std::string address = "127.0.0.1:50051";
    // Max time of a call, connecting included. Positive.
    absl::Duration timeout = absl::Seconds(5);
    // Absent: no TLS.
    std::optional<TlsOptions> tls = std::nullopt;
  };

  // Does not connect yet: the first call does. INVALID_ARGUMENT where the
  // address has neither form, the timeout is not positive, TLS is asked for on
  // a Unix socket, or `tls` has a certificate without a key or the reverse.
  static absl::StatusOr<std::unique_ptr<AuthzClient>> Create(
      const Options& options);

  // Decides one check.
  absl::StatusOr<v1::CheckResponse> Check(const v1::CheckRequest& request);

  // Decides many checks by one policy, each laid over `shared`: a field that it
  // sets replaces the shared one, and so does each of its settings. The
  // response has one result per check, in order, and each is a decision or an
  // error of that check alone; a response of any other shape is INTERNAL.
  absl::StatusOr<v1::BatchCheckResponse> BatchCheck(
      const v1::BatchCheckRequest& request);

  // The server's version, policy and limits.
  absl::StatusOr<v1::GetServerInfoResponse> GetServerInfo(
      const v1::GetServerInfoRequest& request = {});

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

  // The error of a call, with the address where that says more.
  absl::Status ErrorOf(const grpc::Status& status) const;

  const Options options_;
  const std::unique_ptr<v1::AuthorizationService::Stub> service_;
  const std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

}  // namespace client

#endif  // CLIENT_CC_AUTHZ_CLIENT_H_

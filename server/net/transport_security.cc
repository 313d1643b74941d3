#include "server/net/transport_security.h"

#include <grpcpp/security/server_credentials.h>

#include <utility>

#include "absl/status/status.h"
#include "server/net/tls_tickets.h"

namespace server {
namespace {

std::unique_ptr<Acceptor::Grpc> AddPort(
    grpc::ServerBuilder& builder,
    std::shared_ptr<grpc::ServerCredentials> credentials) {
  return builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      std::move(credentials));
}

}  // namespace

absl::StatusOr<std::unique_ptr<TransportSecurity>> TransportSecurity::Load(
    const TransportOptions& options, std::int32_t max_metadata_bytes,
    CallMetrics* metrics, DecisionLog* log) {
  auto security = std::unique_ptr<TransportSecurity>(new TransportSecurity());
  if (options.has_tls()) {
    const absl::Status tickets = TurnOffTlsTickets();
    if (!tickets.ok()) return tickets;
    absl::StatusOr<std::shared_ptr<TlsCredentials>> tls =
        TlsCredentials::Load(options.tls);
    if (!tls.ok()) return tls.status();
    security->tls_ = *std::move(tls);
  }
  if (security->tls_ == nullptr || options.tls.client_ca.empty()) {
    if (options.callers.empty()) return security;
    return absl::InvalidArgumentError("callers need mutual TLS to be known");
  }
  absl::StatusOr<std::unique_ptr<Callers>> callers =
      Callers::Load(options.callers, security->tls_->client_certificates(),
                    max_metadata_bytes, metrics, log);
  if (!callers.ok()) return callers.status();
  security->callers_ = *std::move(callers);
  security->tls_->SetProcessor(security->callers_->processor());
  return security;
}

std::vector<Acceptor::ListenerGroup> TransportSecurity::Apply(
    std::vector<Listener> listeners, grpc::ServerBuilder& builder) const {
  Acceptor::ListenerGroup with_tls;
  Acceptor::ListenerGroup without_tls;
  for (Listener& listener : listeners) {
    const bool use_tls = tls_ != nullptr && !listener.is_unix();
    (use_tls ? with_tls : without_tls).listeners.push_back(std::move(listener));
  }
  // A server without a plain listener has no plain port either.
  std::vector<Acceptor::ListenerGroup> groups;
  if (!with_tls.listeners.empty()) {
    with_tls.grpc = AddPort(builder, tls_);
    groups.push_back(std::move(with_tls));
  }
  if (!without_tls.listeners.empty()) {
    without_tls.grpc = AddPort(builder, grpc::InsecureServerCredentials());
    groups.push_back(std::move(without_tls));
  }
  return groups;
}

std::vector<FileReloader*> TransportSecurity::files() const {
  std::vector<FileReloader*> files;
  if (tls_ != nullptr) files.push_back(&tls_->files());
  if (callers_ != nullptr && callers_->file() != nullptr) {
    files.push_back(callers_->file());
  }
  return files;
}

}  // namespace server

// The TLS and the caller rules of a server's connections.

#ifndef SERVER_NET_TRANSPORT_SECURITY_H_
#define SERVER_NET_TRANSPORT_SECURITY_H_

#include <grpcpp/server_builder.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/call_metrics.h"
#include "server/net/acceptor.h"
#include "server/net/callers.h"
#include "server/net/listener.h"
#include "server/net/tls_credentials.h"
#include "server/net/transport_options.h"
#include "server/reload/file_reloader.h"

namespace server {

// It must outlive the gRPC server that it is applied to.
class TransportSecurity {
 public:
  // Reads and checks all files. The error is one line. For the others see
  // Callers.
  static absl::StatusOr<std::unique_ptr<TransportSecurity>> Load(
      const TransportOptions& options, std::int32_t max_metadata_bytes,
      CallMetrics* metrics, DecisionLog* log);

  TransportSecurity(const TransportSecurity&) = delete;
  TransportSecurity& operator=(const TransportSecurity&) = delete;

  // Adds to the server that is built a port for the connections of each kind of
  // listener: with TLS, where there is TLS, for those on TCP; without for
  // others. To be called once.
  std::vector<Acceptor::ListenerGroup> Apply(
      std::vector<Listener> listeners, grpc::ServerBuilder& builder) const;

  // All that it has read.
  std::vector<FileReloader*> files() const;

  // For what there is to tell of it; null where there is no TLS.
  const TlsCredentials* tls() const { return tls_.get(); }

 private:
  TransportSecurity() = default;

  std::unique_ptr<Callers> callers_;
  std::shared_ptr<TlsCredentials> tls_;
};

}  // namespace server

#endif  // SERVER_NET_TRANSPORT_SECURITY_H_

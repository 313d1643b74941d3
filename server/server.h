// The running gRPC server: its threads, its connections, and how it ends.

#ifndef SERVER_SERVER_H_
#define SERVER_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/call_metrics.h"
#include "server/net/acceptor.h"
#include "server/net/connection_counts.h"
#include "server/net/transport_security.h"
#include "server/options.h"
#include "server/reload/policy_reloader.h"
#include "server/resources/memory_guard.h"
#include "server/rpc/authorization_endpoint.h"
#include "server/rpc/authorization_service.h"
#include "server/rpc/batch_threads.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/health_service.h"
#include "server/rpc/in_flight.h"

namespace server {

class Server {
 public:
  // Starts to serve, or says why not and leaves nothing running. Nothing is
  // accepted before everything is in place. `policy` must outlive the server,
  // and so must `metrics`, where calls are counted, and `log`, where decisions
  // are logged, if they are not null.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, const PolicyReloader& policy,
      CallMetrics* metrics = nullptr, DecisionLog* log = nullptr);

  // The same with another service than the one that decides.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, std::unique_ptr<AuthorizationService> service,
      CallMetrics* metrics = nullptr);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Where it listens, as clients write it.
  const std::vector<std::string>& addresses() const { return addresses_; }

  const TransportSecurity& transport_security() const { return *security_; }
  const ConnectionCounts& connections() const { return connections_; }

  // Loads the files of the transport's security again, changed or not.
  void ReloadSecurity() { security_->Reload(); }

  // Says that it is NOT_SERVING, and serves on.
  void Announce() { health_.SetServing(false); }

  // Accepts no more connections; serves calls on those that there are until all
  // that are under way now have ended; refuses further ones, lets those under
  // way end, and closes the connections. Takes `timeout` at most; what has not
  // ended then is cancelled. To be called once.
  void Stop(absl::Duration timeout);

 private:
  Server() = default;

  // With `service_`. Where it fails, the server is only to be destroyed.
  absl::Status Serve(const Options& options, CallMetrics* metrics,
                     DecisionLog* log);

  // Each for any of the queues.
  bool HasCallsFromBeforeDraining() const;
  bool HasCallsUnderWay() const;

  std::unique_ptr<AuthorizationService> service_;
  std::optional<AuthorizationEndpoint> endpoint_;
  HealthService health_;
  std::vector<std::string> addresses_;
  std::optional<InFlight> in_flight_;
  std::optional<MemoryGuard> memory_;
  std::optional<BatchThreads> batch_threads_;
  // One queue and one thread for each core: a call stays on one thread, unless
  // it takes long.
  std::vector<std::unique_ptr<CallQueue>> queues_;
  std::unique_ptr<TransportSecurity> security_;
  std::unique_ptr<grpc::Server> grpc_server_;
  ConnectionCounts connections_;
  std::unique_ptr<Acceptor> acceptor_;
  std::vector<std::thread> threads_;
};

}  // namespace server

#endif  // SERVER_SERVER_H_

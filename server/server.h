// The running gRPC server: its threads, its connections, and how it ends.

#ifndef SERVER_SERVER_H_
#define SERVER_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
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
#include "server/rpc/authorization_service.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/health_service.h"
#include "server/rpc/reflection_services.h"

namespace server {

class Server {
 public:
  // Starts to serve, or says why not and leaves nothing running. Nothing is
  // accepted before everything is in place. `metrics`, where calls are counted,
  // and `log`, where those are logged whose caller is refused, must outlive the
  // server if they are not null.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, std::unique_ptr<AuthorizationService> service,
      CallMetrics* metrics = nullptr, DecisionLog* log = nullptr);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Where it listens, as clients write it.
  const std::vector<std::string>& addresses() const { return addresses_; }

  const TransportSecurity& transport_security() const { return *security_; }
  const ConnectionCounts& connections() const { return connections_; }

  // Whether it is SERVING by its health. Thread-safe.
  bool is_serving() const { return health_.is_serving(); }

  // Whether all threads that answer go on, as far as the last call of this
  // tells, see Heartbeat. Thread-safe.
  bool Answers() const;

  // Says that it is NOT_SERVING, and serves on.
  void Announce() { health_.SetServing(false); }

  // Accepts no more connections; serves calls on those that there are until all
  // that are under way now have ended; refuses further ones, lets those under
  // way end, and closes the connections. Takes `timeout` at most; what has not
  // ended then is cancelled. To be called once.
  void Stop(absl::Duration timeout);

 private:
  Server() = default;

  // Where it fails, the server is only to be destroyed.
  absl::Status Serve(const Options& options, CallMetrics* metrics,
                     DecisionLog* log);

  // Whether it is so of any of the queues.
  bool Any(bool (CallQueue::*is_so)() const) const;

  std::unique_ptr<AuthorizationService> service_;
  HealthService health_;
  const std::vector<std::unique_ptr<grpc::Service>> reflection_ =
      ReflectionServices(
          {conversations::authz::v1::AuthorizationService::service_full_name(),
           grpc::health::v1::Health::service_full_name()});
  std::vector<std::string> addresses_;
  std::unique_ptr<SharedByQueues> shared_;
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

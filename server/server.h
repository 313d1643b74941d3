// The policy decision point as a running gRPC server.

#ifndef SERVER_SERVER_H_
#define SERVER_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/acceptor.h"
#include "server/authorization_service.h"
#include "server/call_queue.h"
#include "server/health_service.h"
#include "server/options.h"
#include "server/policy_store.h"

namespace server {

class Server {
 public:
  // Starts to serve, or says why not and leaves nothing running. Nothing is
  // accepted before everything is in place. `policies` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, const PolicyStore& policies);

  // The same with other handlers than those that decide.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, AuthorizationHandlers handlers);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Where it listens, as clients write it.
  const std::vector<std::string>& addresses() const { return addresses_; }

  // Accepts no more connections, refuses new calls, lets calls under way end
  // for `grace`, and closes the connections. To be called once.
  void Stop(absl::Duration grace);

 private:
  explicit Server(AuthorizationHandlers handlers);
  bool HasCallsUnderWay() const;

  AuthorizationService authorization_;
  HealthService health_;
  std::vector<std::string> addresses_;
  // One queue and one thread for each core: a call stays on one thread.
  std::vector<std::unique_ptr<CallQueue>> queues_;
  std::unique_ptr<grpc::Server> grpc_server_;
  std::unique_ptr<Acceptor> acceptor_;
  std::vector<std::thread> threads_;
};

}  // namespace server

#endif  // SERVER_SERVER_H_

// Accepts the connections of all listeners and hands them to gRPC.
//
// gRPC's own listener is dead for good after one failed accept, such as for
// want of file descriptors; this one goes on when there are some again.

#ifndef SERVER_ACCEPTOR_H_
#define SERVER_ACCEPTOR_H_

#include <grpcpp/server_builder.h>

#include <memory>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "server/listener.h"

namespace server {

class Acceptor {
 public:
  using Grpc = grpc::experimental::ExternalConnectionAcceptor;

  // Accepts in a thread of its own from now on, after gRPC's server has
  // started.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Start(
      std::vector<Listener> listeners, std::unique_ptr<Grpc> grpc);

  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  // Accepts no more, and closes the listeners.
  ~Acceptor();

 private:
  Acceptor(std::vector<Listener> listeners, std::unique_ptr<Grpc> grpc,
           int stop_fd);
  void Run();
  // Returns false where the system cannot take more connections for now.
  bool AcceptSome(int listener_fd);

  const std::vector<Listener> listeners_;
  const std::unique_ptr<Grpc> grpc_;
  // An eventfd that becomes readable when it is time to stop.
  const int stop_fd_;
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_ACCEPTOR_H_

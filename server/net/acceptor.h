// Accepts the connections of all listeners, hands them to gRPC, and closes some
// where memory is short.
//
// gRPC's own listener is dead for good after one failed accept, such as for
// want of file descriptors; this one goes on when there are some again. Where a
// listener is beyond that, the process ends with status 1, so that whoever
// started it starts it again: it never lives on without being reachable.

#ifndef SERVER_NET_ACCEPTOR_H_
#define SERVER_NET_ACCEPTOR_H_

#include <grpcpp/server_builder.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "server/net/connection_counts.h"
#include "server/net/listener.h"
#include "server/net/open_connections.h"
#include "server/resources/memory_guard.h"

namespace server {

class Acceptor {
 public:
  using Grpc = grpc::experimental::ExternalConnectionAcceptor;

  // Listeners whose connections have the same credentials, and gRPC's side of
  // these connections.
  struct ListenerGroup {
    std::vector<Listener> listeners;
    std::unique_ptr<Grpc> grpc;
  };

  // Accepts in a thread of its own from now on, after gRPC's server has
  // started. Closes connections past `max_connections` at once, and the newest
  // half of all where `memory`, which it alone checks, says that they take too
  // much; keeps `counts` of these. All must outlive it. One thread for all:
  // server/net/tls_credentials.h relies on it.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Start(
      std::vector<ListenerGroup> groups, std::int32_t max_connections,
      MemoryGuard& memory, ConnectionCounts& counts);

  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  ~Acceptor();

  // Accepts no more, and closes the listeners; returns when that is done. The
  // memory is checked until this ends. To be called at most once.
  void StopAccepting();

 private:
  Acceptor(std::vector<ListenerGroup> groups, std::int32_t max_connections,
           MemoryGuard& memory, ConnectionCounts& counts, int stop_fd);
  void Run();
  // Accepts the connections that wait at the listener of that number. Returns
  // false where the system cannot take more connections for now.
  bool AcceptWaiting(std::size_t number, const Listener& listener, Grpc& grpc);
  // Closes a connection past the maximum.
  void Refuse(int fd);
  // Ends the process where a listener cannot be reached any more.
  void RequireReachable() const;
  // Closes the newest half of the connections.
  void CloseForMemory(std::int64_t memory);

  // Empty once it has stopped accepting.
  std::vector<ListenerGroup> groups_;
  // An eventfd that becomes readable when it is time to stop accepting, or to
  // end.
  const int stop_fd_;
  std::atomic<bool> is_ending_ = false;
  absl::Notification accepts_no_more_;
  OpenConnections open_;
  MemoryGuard& memory_;
  ConnectionCounts& counts_;
  std::thread thread_;
};

}  // namespace server

#endif  // SERVER_NET_ACCEPTOR_H_

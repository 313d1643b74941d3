// A bound on the calls that are in flight in the whole server.

#ifndef SERVER_RPC_IN_FLIGHT_H_
#define SERVER_RPC_IN_FLIGHT_H_

#include <atomic>

namespace server {

// A call is in flight from when its queue's thread takes it from gRPC until its
// answer has been handed to the system: while it is decided, waits for a batch
// thread, and waits to be written, be it because the peer reads slowly or
// because gRPC is busy reading further calls. Thread-safe.
class InFlight {
 public:
  explicit InFlight(int max) : max_(max) {}

  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  // Returns false where there are `max` already. Each call that enters is to
  // leave.
  bool TryEnter() {
    if (calls_.fetch_add(1, std::memory_order_relaxed) < max_) return true;
    Leave();
    return false;
  }
  void Leave() { calls_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  // On a cache line that nothing else has part in: all threads write it.
  alignas(64) std::atomic<int> calls_ = 0;
  const int max_;
};

}  // namespace server

#endif  // SERVER_RPC_IN_FLIGHT_H_

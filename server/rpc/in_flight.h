// How many calls are under way at once, in all queues together.
//
// A call is in flight from when its queue's thread takes it from gRPC until its
// answer has been handed to the system: while it is decided, waits for a batch
// thread, and waits to be written, be it because the peer reads slowly or
// because gRPC is busy reading further calls.

#ifndef SERVER_RPC_IN_FLIGHT_H_
#define SERVER_RPC_IN_FLIGHT_H_

#include <atomic>

namespace server {

// Room for `max` calls, which `shares` threads take from. A thread keeps a
// little of it in its own hands, so that threads do not meet at every call:
// there are never more than `max` calls in flight, and never fewer than seven
// eighths of that when a call is refused.
class InFlight {
 public:
  InFlight(int max, int shares) : free_(max), spare_(max / (16 * shares)) {}

  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  // Of one thread, which alone may use it.
  class Share {
   public:
    // `all` must outlive it.
    explicit Share(InFlight& all) : all_(all) {}

    // Takes room for one call, if there is some.
    bool Take() {
      if (free_ == 0) free_ = all_.Take();
      if (free_ == 0) return false;
      --free_;
      return true;
    }

    // Gives the room of one call back.
    void GiveBack() {
      ++free_;
      if (free_ <= 2 * all_.spare_) return;
      all_.free_ += free_ - all_.spare_;
      free_ = all_.spare_;
    }

   private:
    InFlight& all_;
    int free_ = 0;
  };

 private:
  // Some of what is free: none only where nothing is.
  int Take() {
    const int wanted = spare_ > 0 ? spare_ : 1;
    int free = free_;
    int taken = 0;
    do {
      taken = free < wanted ? free : wanted;
    } while (!free_.compare_exchange_weak(free, free - taken));
    return taken;
  }

  // What no share holds.
  std::atomic<int> free_;
  // What a share keeps of what it got back.
  const int spare_;
};

}  // namespace server

#endif  // SERVER_RPC_IN_FLIGHT_H_

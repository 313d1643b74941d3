// Memory for the messages of one call.

#ifndef SERVER_RPC_CALL_ARENA_H_
#define SERVER_RPC_CALL_ARENA_H_

#include <optional>

#include "google/protobuf/arena.h"

namespace server {

// A thread's calls use the same memory one after the other, so that a usual
// call takes nothing from the heap, and a large batch does not ask the system
// for pages each time. At most one at a time in each thread.
class CallArena {
 public:
  CallArena();
  ~CallArena();

  CallArena(const CallArena&) = delete;
  CallArena& operator=(const CallArena&) = delete;

  // A message that lives as long as this.
  template <typename Message>
  Message& Create() {
    return *google::protobuf::Arena::CreateMessage<Message>(&*arena_);
  }

 private:
  std::optional<google::protobuf::Arena> arena_;
};

}  // namespace server

#endif  // SERVER_RPC_CALL_ARENA_H_

// A Protobuf arena that keeps its memory from one call to the next.

#ifndef SERVER_RPC_CALL_ARENA_H_
#define SERVER_RPC_CALL_ARENA_H_

#include <cstddef>
#include <memory>

#include "google/protobuf/arena.h"

namespace server {

// Holds the messages of one call at a time. A usual call takes nothing from the
// heap, and a large batch does not ask the system for pages each time.
class CallArena {
 public:
  CallArena();

  CallArena(const CallArena&) = delete;
  CallArena& operator=(const CallArena&) = delete;

  // A message that lives until the next Reset.
  template <typename Message>
  Message& Create() {
    return *Message::default_instance().New(arena_.get());
  }

  // Frees all messages, and keeps memory for as many, within a bound.
  void Reset();

  // The memory that is kept from call to call.
  std::size_t kept_bytes() const { return kept_bytes_; }

 private:
  void Begin();

  std::size_t kept_bytes_;
  std::unique_ptr<char[]> kept_;
  // Last, so that it ends first.
  std::unique_ptr<google::protobuf::Arena> arena_;
};

}  // namespace server

#endif  // SERVER_RPC_CALL_ARENA_H_

// A tag of a completion queue: the member function to call when an operation
// ends.

#ifndef SERVER_RPC_TAG_H_
#define SERVER_RPC_TAG_H_

namespace server {

// Given to gRPC by its address, and so must stay where it is.
class Tag {
 public:
  // Calls `object.*Method` with gRPC's word on the operation: false where it
  // was given up, as all are when the server shuts down.
  template <auto Method, typename Object>
  static Tag For(Object& object) {
    return Tag(&object, [](void* of, bool ok) {
      (static_cast<Object*>(of)->*Method)(ok);
    });
  }

  // Called by the thread of the queue.
  void Proceed(bool ok) { function_(object_, ok); }

 private:
  using Function = void (*)(void* object, bool ok);
  Tag(void* object, Function function) : object_(object), function_(function) {}

  void* object_;
  Function function_;
};

}  // namespace server

#endif  // SERVER_RPC_TAG_H_

// The interface of what a completion queue's thread runs when an operation
// ends.

#ifndef SERVER_RPC_TAG_H_
#define SERVER_RPC_TAG_H_

namespace server {

class Tag {
 public:
  // Called by the thread of the queue. `ok` is gRPC's word on the operation:
  // false where it was given up, as all are when the server shuts down.
  virtual void Proceed(bool ok) = 0;

 protected:
  ~Tag() = default;
};

}  // namespace server

#endif  // SERVER_RPC_TAG_H_

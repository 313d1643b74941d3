// A call whose client does not read the response yet.

#ifndef TESTS_SERVER_RPC_UNREAD_CALL_H_
#define TESTS_SERVER_RPC_UNREAD_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/status.h>

#include <memory>

namespace server {

// A batch whose response is larger than what may be under way to a client that
// does not read it, so that it lasts until it does.
class UnreadCall {
 public:
  // Returns once the server has decided it.
  explicit UnreadCall(const std::shared_ptr<grpc::Channel>& channel);
  ~UnreadCall();

  UnreadCall(const UnreadCall&) = delete;
  UnreadCall& operator=(const UnreadCall&) = delete;

  // The number of results, where it is answered.
  int Read();
  grpc::Status Finish();

  static constexpr int kChecks = 10'000;

 private:
  bool WaitForEvent();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

}  // namespace server

#endif  // TESTS_SERVER_RPC_UNREAD_CALL_H_

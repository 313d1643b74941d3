// A batch and its deadline, by DecisionService and a call that gRPC received:
// over the wire, the client's own clock would answer first.

#include <grpcpp/alarm.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "server/reload/policy_store.h"
#include "server/rpc/decision_service.h"
#include "tests/server/support/wire_bytes.h"

namespace server {
namespace {

// A call that gRPC has received, with the deadline that its client set.
class ReceivedCall {
 public:
  explicit ReceivedCall(std::chrono::milliseconds timeout) {
    grpc::ServerBuilder builder;
    builder.RegisterAsyncGenericService(&service_);
    queue_ = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    context_.AsyncNotifyWhenDone(nullptr);
    service_.RequestCall(&context_, &server_stream_, queue_.get(), queue_.get(),
                         this);
    client_context_.set_deadline(std::chrono::system_clock::now() + timeout);
    client_stream_ =
        grpc::GenericStub(server_->InProcessChannel({}))
            .PrepareCall(&client_context_, "/method", &client_queue_);
    client_stream_->StartCall(this);
    WaitForEvent(*queue_);
  }

  ~ReceivedCall() {
    client_context_.TryCancel();
    server_->Shutdown(std::chrono::system_clock::now());
    for (grpc::CompletionQueue* queue :
         {&client_queue_, static_cast<grpc::CompletionQueue*>(queue_.get())}) {
      queue->Shutdown();
      void* tag = nullptr;
      bool ok = false;
      while (queue->Next(&tag, &ok)) {
      }
    }
  }

  ReceivedCall(const ReceivedCall&) = delete;
  ReceivedCall& operator=(const ReceivedCall&) = delete;

  grpc::ServerContext& context() { return context_; }

  void WaitForDeadline() {
    // Not that of the call, whose end comes at the same time.
    grpc::CompletionQueue alarms;
    while (std::chrono::system_clock::now() < context_.deadline()) {
      grpc::Alarm alarm;
      alarm.Set(&alarms, context_.deadline(), this);
      WaitForEvent(alarms);
    }
  }

 private:
  static void WaitForEvent(grpc::CompletionQueue& queue) {
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
  }

  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter server_stream_{&context_};
  grpc::CompletionQueue client_queue_;
  grpc::ClientContext client_context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> client_stream_;
};

class BatchDeadlineTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<PolicyStore>> policy = PolicyStore::Load("");
    ASSERT_TRUE(policy.ok()) << policy.status();
    policy_ = *std::move(policy);
    service_ = std::make_unique<DecisionService>(*policy_);
    batch_.add_checks();
    batch_.add_checks();
  }

  grpc::Status BatchCheck(ReceivedCall& received) {
    const grpc::ByteBuffer request = ToBuffer(batch_);
    Worker worker(nullptr);
    ServerCall call(worker, received.context(), request);
    return service_->BatchCheck(call, response_);
  }

  std::unique_ptr<PolicyStore> policy_;
  std::unique_ptr<DecisionService> service_;
  conversations::authz::v1::BatchCheckRequest batch_;
  grpc::ByteBuffer response_;
};

TEST_F(BatchDeadlineTest, IsDecidedBefore) {
  ReceivedCall call(std::chrono::hours(1));
  const grpc::Status status = BatchCheck(call);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(BatchDeadlineTest, IsNotDecidedAfter) {
  ReceivedCall call(std::chrono::milliseconds(300));
  call.WaitForDeadline();
  const grpc::Status status = BatchCheck(call);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(status.error_message(), "stopped after 0 checks of 2");
  EXPECT_FALSE(response_.Valid());
}

}  // namespace
}  // namespace server

// What the real server does with more calls than it may have in flight.

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/rpc/unread_call.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using grpc::StatusCode;
using testing_support::ServerProcess;

v1::CheckRequest SomeRequest() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("a");
  request.set_action(v1::ACTION_CONFIGURE_TOOL);
  return request;
}

class SheddingTest : public testing::Test {
 protected:
  void StartServer(int max_in_flight) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        ServerProcess::Start({absl::StrCat("--max_in_flight=", max_in_flight)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_->address());
    ASSERT_EQ(Health(), "SERVING");
  }

  void TearDown() override {
    ASSERT_NE(server_, nullptr);
    EXPECT_TRUE(server_->Stop().ok());
  }

  std::string Health() { return HealthOf(Connect(server_->address())); }

  grpc::Status Check(grpc::ClientContext& context) {
    v1::CheckResponse response;
    SetTestDeadline(context);
    return v1::AuthorizationService::NewStub(channel_)->Check(
        &context, SomeRequest(), &response);
  }

  grpc::Status Check() {
    grpc::ClientContext context;
    return Check(context);
  }

  // So many calls that come at once: how many ended with each status.
  std::map<StatusCode, int> CheckAtOnce(int count) {
    struct OneCall {
      grpc::ClientContext context;
      std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
      grpc::ByteBuffer response;
      grpc::Status status;
    };
    grpc::GenericStub stub(channel_);
    grpc::CompletionQueue queue;
    std::deque<OneCall> calls(count);
    // The server is given them when it goes on.
    server_->process().Signal(SIGSTOP);
    for (OneCall& call : calls) {
      SetTestDeadline(call.context);
      call.reader = stub.PrepareUnaryCall(&call.context, kCheckMethod,
                                          ToBuffer(SomeRequest()), &queue);
      call.reader->StartCall();
      call.reader->Finish(&call.response, &call.status, nullptr);
    }
    server_->process().Signal(SIGCONT);
    std::map<StatusCode, int> ended;
    for (int i = 0; i < count; ++i) {
      void* tag = nullptr;
      bool ok = false;
      EXPECT_TRUE(queue.Next(&tag, &ok));
    }
    for (const OneCall& call : calls) ++ended[call.status.error_code()];
    return ended;
  }

  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A call is in flight until its client has read the answer, however long that
// takes.
TEST_F(SheddingTest, CallPastTheLimitIsRefusedAndToldWhenToCome) {
  StartServer(2);
  UnreadCall first(Connect(server_->address()));
  UnreadCall second(Connect(server_->address()));

  for (int i = 0; i < 10; ++i) {
    grpc::ClientContext context;
    const grpc::Status status = Check(context);
    EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(status.error_message(),
              "the server has too many calls in flight");
    const auto& metadata = context.GetServerTrailingMetadata();
    const auto push_back = metadata.find("grpc-retry-pushback-ms");
    ASSERT_NE(push_back, metadata.end());
    int milliseconds = 0;
    EXPECT_TRUE(absl::SimpleAtoi(
        absl::string_view(push_back->second.data(), push_back->second.size()),
        &milliseconds));
    EXPECT_GE(milliseconds, 50);
    EXPECT_LE(milliseconds, 150);
  }
  EXPECT_EQ(Health(), "SERVING");

  EXPECT_EQ(first.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(first.Finish().ok());
  // The server hears of it, and there is room again.
  grpc::Status status = Check();
  while (status.error_code() == StatusCode::RESOURCE_EXHAUSTED) {
    status = Check();
  }
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(second.Read(), UnreadCall::kChecks);
  EXPECT_TRUE(second.Finish().ok());
}

// After the time that it is told, and not its own, which is longer than the
// call may take.
TEST_F(SheddingTest, ClientThatRetriesComesWhenItIsTold) {
  StartServer(1);
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(R"json({"methodConfig": [{
      "name": [{}],
      "retryPolicy": {
        "maxAttempts": 5,
        "initialBackoff": "100s",
        "maxBackoff": "100s",
        "backoffMultiplier": 1,
        "retryableStatusCodes": ["RESOURCE_EXHAUSTED"]}}]})json");
  channel_ = Connect(server_->address(), arguments);
  const UnreadCall unread(Connect(server_->address()));
  const absl::Time start = absl::Now();
  EXPECT_EQ(Check().error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_GE(absl::Now() - start, 4 * absl::Milliseconds(50));
}

// Calls that come faster than their answers can be written are refused as well.
TEST_F(SheddingTest, CallsThatComeAtOnceAreRefusedPastTheLimit) {
  StartServer(16);
  const std::map<StatusCode, int> ended = CheckAtOnce(900);
  EXPECT_EQ(ended.size(), 2U);
  EXPECT_GE(ended.at(StatusCode::OK), 14);
  EXPECT_GE(ended.at(StatusCode::RESOURCE_EXHAUSTED), 1);
  EXPECT_EQ(Health(), "SERVING");
  EXPECT_TRUE(Check().ok());
}

TEST_F(SheddingTest, CallsWithinTheLimitAreNot) {
  StartServer(1000);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(CheckAtOnce(850),
              (std::map<StatusCode, int>{{StatusCode::OK, 850}}));
  }
}

}  // namespace
}  // namespace server

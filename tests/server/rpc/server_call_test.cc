#include "server/rpc/server_call.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <thread>

#include "absl/status/status.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "server/rpc/worker.h"
#include "tests/server/support/wire_bytes.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

v1::BatchCheckRequest BatchOf(int checks) {
  v1::BatchCheckRequest batch;
  for (int i = 0; i < checks; ++i) batch.add_checks()->set_id("check");
  return batch;
}

class ServerCallTest : public testing::Test {
 protected:
  Worker worker_{nullptr};
  grpc::ServerContext context_;
};

TEST_F(ServerCallTest, ReadsItsRequestOnce) {
  const grpc::ByteBuffer request = ToBuffer(BatchOf(3));
  ServerCall call(worker_, context_, request);
  const auto first = call.Read<v1::BatchCheckRequest>();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ((*first)->checks_size(), 3);
  const auto second = call.Read<v1::BatchCheckRequest>();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(*first, *second);
}

TEST_F(ServerCallTest, AMalformedRequestStaysSo) {
  const grpc::ByteBuffer request = ToBuffer("\xff");
  ServerCall call(worker_, context_, request);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(call.Read<v1::CheckRequest>().status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

// As one does that waits for a batch thread.
TEST_F(ServerCallTest, ReadsAgainWhatItHasFreed) {
  const grpc::ByteBuffer request = ToBuffer(BatchOf(3));
  ServerCall call(worker_, context_, request);
  ASSERT_TRUE(call.Read<v1::BatchCheckRequest>().ok());
  call.FreeMessages();
  const auto again = call.Read<v1::BatchCheckRequest>();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)->checks_size(), 3);
}

// As a batch that takes long goes to a batch thread.
TEST_F(ServerCallTest, MovesToAnotherThreadWithWhatItHasRead) {
  const grpc::ByteBuffer request = ToBuffer(BatchOf(1'000));
  Worker other(nullptr);
  ServerCall call(worker_, context_, request);
  const auto before = call.Read<v1::BatchCheckRequest>();
  ASSERT_TRUE(before.ok()) << before.status();
  std::thread([&] {
    call.MoveTo(other);
    EXPECT_EQ(&call.worker(), &other);
    const auto after = call.Read<v1::BatchCheckRequest>();
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(*after, *before);
    EXPECT_EQ((*after)->checks(999).id(), "check");
  }).join();
}

// The next call of a worker uses the memory of the one before, and one that
// moved takes its own along.
TEST_F(ServerCallTest, GivesItsMemoryToTheWorkerThatAnsweredIt) {
  const grpc::ByteBuffer request = ToBuffer(BatchOf(1));
  const v1::BatchCheckRequest* before = nullptr;
  Worker other(nullptr);
  {
    ServerCall call(worker_, context_, request);
    before = *call.Read<v1::BatchCheckRequest>();
  }
  {
    ServerCall call(worker_, context_, request);
    EXPECT_EQ(*call.Read<v1::BatchCheckRequest>(), before);
    call.MoveTo(other);
  }
  ServerCall call(other, context_, request);
  EXPECT_EQ(*call.Read<v1::BatchCheckRequest>(), before);
}

}  // namespace
}  // namespace server

#include "tests/server/rpc/unread_call.h"

#include <grpcpp/support/byte_buffer.h>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"

namespace server {

namespace v1 = ::conversations::authz::v1;

UnreadCall::UnreadCall(const std::shared_ptr<grpc::Channel>& channel) {
  v1::BatchCheckRequest batch;
  batch.mutable_shared()->mutable_actor()->set_id("a");
  batch.mutable_shared()->set_action(v1::ACTION_VIEW_MESSAGES);
  batch.mutable_shared()->set_explain(true);
  for (int i = 0; i < kChecks; ++i) batch.add_checks();
  SetTestDeadline(context_);
  call_ = grpc::GenericStub(channel).PrepareCall(&context_, kBatchCheckMethod,
                                                 &queue_);
  call_->StartCall(nullptr);
  EXPECT_TRUE(WaitForEvent());
  call_->WriteLast(ToBuffer(batch), grpc::WriteOptions(), nullptr);
  EXPECT_TRUE(WaitForEvent());
  // The server sends it together with the response.
  call_->ReadInitialMetadata(nullptr);
  EXPECT_TRUE(WaitForEvent());
}

UnreadCall::~UnreadCall() {
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

int UnreadCall::Read() {
  grpc::ByteBuffer bytes;
  call_->Read(&bytes, nullptr);
  if (!WaitForEvent()) return -1;
  v1::BatchCheckResponse response;
  EXPECT_TRUE(response.ParseFromString(ToBytes(bytes)));
  return response.results_size();
}

grpc::Status UnreadCall::Finish() {
  grpc::Status status;
  call_->Finish(&status, nullptr);
  EXPECT_TRUE(WaitForEvent());
  return status;
}

bool UnreadCall::WaitForEvent() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

}  // namespace server

// That the real server does not work on for batches that nobody waits for.

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/http2_peer.h"
#include "tests/server/support/wire_bytes.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using grpc::StatusCode;
using testing_support::ServerProcess;

constexpr int kTargets = 40'000;

// A batch that takes half a second and more: each of its checks fails because
// of the last of many targets, and so looks at all of them.
v1::BatchCheckRequest LongBatch() {
  constexpr int kChecks = 10'000;
  v1::BatchCheckRequest batch;
  v1::CheckRequest& shared = *batch.mutable_shared();
  shared.mutable_actor()->set_id("a");
  shared.set_action(v1::ACTION_CREATE_GROUP);
  for (int i = 0; i < kTargets; ++i) {
    v1::User& target = *shared.add_targets();
    target.set_id("t");
    target.set_in_project_directory(i + 1 < kTargets);
  }
  shared.mutable_targets(kTargets - 1)->set_company_admin(false);
  for (int i = 0; i < kChecks; ++i) batch.add_checks();
  return batch;
}

std::int64_t Milliseconds(const timeval& time) {
  return std::int64_t{time.tv_sec} * 1000 + time.tv_usec / 1000;
}

// The processor time that a server takes from its start to its end while `work`
// calls it, in milliseconds. It does not end before all it was asked for has.
std::int64_t TimeOf(absl::FunctionRef<void(ServerProcess& server)> work) {
  rusage before = {};
  getrusage(RUSAGE_CHILDREN, &before);
  const auto server =
      ServerProcess::Start({absl::StrCat("--max_targets=", kTargets)});
  EXPECT_TRUE(server.ok()) << server.status();
  if (!server.ok()) return 0;
  work(**server);
  EXPECT_TRUE((*server)->Stop().ok());
  rusage after = {};
  getrusage(RUSAGE_CHILDREN, &after);
  return Milliseconds(after.ru_utime) + Milliseconds(after.ru_stime) -
         Milliseconds(before.ru_utime) - Milliseconds(before.ru_stime);
}

// The processor time that a server has taken since its start, in milliseconds.
std::int64_t TimeSoFar(ServerProcess& server) {
  clockid_t clock = 0;
  timespec time = {};
  EXPECT_EQ(clock_getcpuclockid(server.process().pid(), &clock), 0);
  EXPECT_EQ(clock_gettime(clock, &time), 0);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

class BatchStopTest : public testing::Test {
 protected:
  void SetUp() override {
    whole_ = TimeOf([](ServerProcess& server) {
      const auto stub =
          v1::AuthorizationService::NewStub(Connect(server.address()));
      v1::BatchCheckResponse response;
      const grpc::Status status = Call([&](grpc::ClientContext* context) {
        return stub->BatchCheck(context, LongBatch(), &response);
      });
      EXPECT_TRUE(status.ok()) << status.error_message();
    });
  }

  // How long a server works for the whole batch, from its start to its end.
  std::int64_t whole_ms() const { return whole_; }

  // Whether the server is in the middle of it.
  bool IsAtWork(ServerProcess& server) const {
    return TimeSoFar(server) > whole_ / 3;
  }

  // That `stopped` is a part only of what the whole batch takes.
  void ExpectPart(std::int64_t stopped) const {
    std::cout << stopped << " ms instead of " << whole_ << " ms\n";
    EXPECT_LT(stopped, whole_ * 3 / 4);
  }

 private:
  std::int64_t whole_ = 0;
};

// A batch that the test does not wait for.
class StartedBatch {
 public:
  StartedBatch(const ServerProcess& server, std::chrono::milliseconds timeout)
      : stub_(Connect(server.address())) {
    context_.set_deadline(std::chrono::system_clock::now() + timeout);
    call_ = stub_.PrepareUnaryCall(&context_, kBatchCheckMethod,
                                   ToBuffer(LongBatch()), &queue_);
    call_->StartCall();
    call_->Finish(&response_, &status_, nullptr);
  }
  StartedBatch(const StartedBatch&) = delete;
  StartedBatch& operator=(const StartedBatch&) = delete;

  // Lets the call proceed a little. Returns whether it has not ended.
  bool Proceed() {
    void* tag = nullptr;
    bool ok = false;
    has_ended_ =
        has_ended_ || queue_.AsyncNext(&tag, &ok,
                                       std::chrono::system_clock::now() +
                                           std::chrono::milliseconds(1)) !=
                          grpc::CompletionQueue::TIMEOUT;
    return !has_ended_;
  }

  void Cancel() { context_.TryCancel(); }

  // Waits for its end. To be called once.
  StatusCode Finish() {
    void* tag = nullptr;
    bool ok = false;
    if (!has_ended_) {
      EXPECT_TRUE(queue_.Next(&tag, &ok));
    }
    return status_.error_code();
  }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  bool has_ended_ = false;
};

TEST_F(BatchStopTest, CancelledBatchStops) {
  ExpectPart(TimeOf([&](ServerProcess& server) {
    StartedBatch batch(server, std::chrono::seconds(50));
    while (!IsAtWork(server)) {
      ASSERT_TRUE(batch.Proceed()) << "it was not long enough";
    }
    batch.Cancel();
    EXPECT_EQ(batch.Finish(), StatusCode::CANCELLED);
  }));
}

TEST_F(BatchStopTest, BatchPastItsDeadlineStops) {
  ExpectPart(TimeOf([&](ServerProcess& server) {
    StartedBatch batch(server, std::chrono::milliseconds(whole_ms() / 2));
    EXPECT_EQ(batch.Finish(), StatusCode::DEADLINE_EXCEEDED);
  }));
}

TEST_F(BatchStopTest, BatchOfAClientThatIsGoneStops) {
  ExpectPart(TimeOf([&](ServerProcess& server) {
    absl::StatusOr<Http2Peer> peer = Http2Peer::Connect(server.address());
    ASSERT_TRUE(peer.ok()) << peer.status();
    peer->CallWith(kBatchCheckMethod, LongBatch().SerializeAsString());
    while (!IsAtWork(server)) {
    }
  }));
}

// Calls whose deadline has passed when they come are not evaluated at all.
TEST_F(BatchStopTest, ExpiredBatchIsNotBegun) {
  ExpectPart(TimeOf([](ServerProcess& server) {
    for (int i = 0; i < 10; ++i) {
      absl::StatusOr<Http2Peer> peer = Http2Peer::Connect(server.address());
      ASSERT_TRUE(peer.ok()) << peer.status();
      peer->CallWith(kBatchCheckMethod, LongBatch().SerializeAsString(), "0n");
      const auto answer = peer->ReadUntil(NGHTTP2_HEADERS);
      ASSERT_TRUE(answer.ok()) << answer.status();
    }
  }));
}

}  // namespace
}  // namespace server

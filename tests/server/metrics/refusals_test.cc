// Calls that no work is done for, in a server whose batches wait to be let go.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/rpc_method.h"
#include "server/options.h"
#include "server/rpc/authorization_service.h"
#include "server/server.h"
#include "tests/server/support/wire_client.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// Counts who has come through it, and holds them up until it opens.
class Gate {
 public:
  void Pass() {
    const absl::MutexLock lock(&mutex_);
    ++come_;
    mutex_.Await(absl::Condition(&open_));
  }
  void AwaitCome(int count) {
    const absl::MutexLock lock(&mutex_);
    const auto have_come = [this, count] { return come_ >= count; };
    mutex_.Await(absl::Condition(&have_come));
  }
  void Open() {
    const absl::MutexLock lock(&mutex_);
    open_ = true;
  }

 private:
  absl::Mutex mutex_;
  int come_ = 0;
  bool open_ = false;
};

// Answers with an empty message, a batch once the gate is open.
class GatedService final : public AuthorizationService {
 public:
  explicit GatedService(Gate& gate) : gate_(gate) {}

  grpc::Status Check(ServerCall& /*call*/,
                     grpc::ByteBuffer& response) override {
    response = grpc::ByteBuffer(nullptr, 0);
    return grpc::Status::OK;
  }
  grpc::Status BatchCheck(ServerCall& call,
                          grpc::ByteBuffer& response) override {
    gate_.Pass();
    return Check(call, response);
  }
  grpc::Status GetServerInfo(ServerCall& call,
                             grpc::ByteBuffer& response) override {
    return Check(call, response);
  }

 private:
  Gate& gate_;
};

class RefusalsTest : public testing::Test {
 protected:
  void Start(int max_in_flight) {
    const absl::StatusOr<Options> parsed =
        ParseOptions({"--listen=127.0.0.1:0"}, {});
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    Options options = *parsed;
    options.limits.max_in_flight = max_in_flight;
    // What sanitizers take is more than the default.
    options.limits.max_memory = std::int64_t{1} << 34U;
    auto server = Server::Start(options, std::make_unique<GatedService>(gate_),
                                &metrics_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = Connect(server_->addresses().front());
    stub_ = v1::AuthorizationService::NewStub(channel_);
  }

  void TearDown() override {
    gate_.Open();
    for (std::thread& thread : threads_) thread.join();
  }

  // A batch that is so long that a batch thread takes it.
  static v1::BatchCheckRequest LongBatch() {
    v1::BatchCheckRequest batch;
    for (int i = 0; i < 1'000; ++i) batch.add_checks();
    return batch;
  }

  // Sends batches until so many are held up at the gate.
  void HoldUp(int batches) {
    for (int i = 0; i < batches; ++i) {
      threads_.emplace_back([this] {
        v1::BatchCheckResponse response;
        Call([&](grpc::ClientContext* context) {
          return stub_->BatchCheck(context, LongBatch(), &response);
        });
      });
    }
    gate_.AwaitCome(batches);
  }

  grpc::Status Check() {
    v1::CheckResponse response;
    return Call([&](grpc::ClientContext* context) {
      return stub_->Check(context, {}, &response);
    });
  }

  std::unique_ptr<ThreadCounters> Total() {
    auto total = std::make_unique<ThreadCounters>();
    metrics_.AddTo(*total);
    return total;
  }

  static const RpcCounters& Of(const ThreadCounters& total, RpcMethod method) {
    return total.rpcs[static_cast<std::size_t>(method)];
  }

  static std::uint64_t Refused(const RpcCounters& rpc, Refusal why) {
    return rpc.refused[static_cast<std::size_t>(why)].value();
  }

  CallMetrics metrics_;
  Gate gate_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::AuthorizationService::Stub> stub_;
  std::vector<std::thread> threads_;
};

TEST_F(RefusalsTest, ShedPastTheLimit) {
  Start(/*max_in_flight=*/1);
  HoldUp(1);
  EXPECT_EQ(Check().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Check().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto total = Total();
  const RpcCounters& checks = Of(*total, RpcMethod::kCheck);
  EXPECT_EQ(checks.started.value(), 2U);
  EXPECT_EQ(checks.handled[grpc::StatusCode::RESOURCE_EXHAUSTED].value(), 2U);
  EXPECT_EQ(Refused(checks, Refusal::kShed), 2U);
  EXPECT_EQ(Refused(checks, Refusal::kExpired), 0U);
  // The one that is under way.
  const RpcCounters& batches = Of(*total, RpcMethod::kBatchCheck);
  EXPECT_EQ(batches.started.value(), 1U);
  EXPECT_EQ(batches.ended.value(), 0U);
  EXPECT_EQ(Refused(batches, Refusal::kShed), 0U);
}

// A batch whose deadline passes while it waits for its turn behind others. The
// server may see it pass a little later than the client.
TEST_F(RefusalsTest, Expired) {
  const int threads =
      static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Start(/*max_in_flight=*/1'000);
  HoldUp(threads);
  const v1::BatchCheckRequest batch = LongBatch();
  v1::BatchCheckResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(300));
  EXPECT_EQ(stub_->BatchCheck(&context, batch, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  const absl::Time late =
      absl::FromChrono(context.deadline()) + absl::Milliseconds(200);
  while (absl::Now() < late) {
    EXPECT_TRUE(Check().ok());
  }
  gate_.Open();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  server_->Stop(absl::Seconds(10));

  const auto total = Total();
  const RpcCounters& batches = Of(*total, RpcMethod::kBatchCheck);
  const auto all = static_cast<std::uint64_t>(threads) + 1;
  EXPECT_EQ(Refused(batches, Refusal::kExpired), 1U);
  EXPECT_EQ(batches.handled[grpc::StatusCode::DEADLINE_EXCEEDED].value(), 1U);
  EXPECT_EQ(batches.handled[grpc::StatusCode::OK].value(), all - 1);
  EXPECT_EQ(batches.started.value(), all);
  EXPECT_EQ(batches.ended.value(), all);
}

// Calls that come on an old connection at the end of a drain.
TEST_F(RefusalsTest, Draining) {
  Start(/*max_in_flight=*/1'000);
  HoldUp(1);
  ASSERT_TRUE(Check().ok());
  std::thread stop([this] { server_->Stop(absl::Seconds(2)); });
  grpc::Status status;
  do {
    status = Check();
  } while (status.ok());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "the server is shutting down");
  gate_.Open();
  stop.join();
  const auto total = Total();
  const RpcCounters& checks = Of(*total, RpcMethod::kCheck);
  EXPECT_EQ(Refused(checks, Refusal::kDraining), 1U);
  EXPECT_EQ(checks.handled[grpc::StatusCode::UNAVAILABLE].value(), 1U);
  EXPECT_EQ(Refused(checks, Refusal::kShed), 0U);
}

}  // namespace
}  // namespace server

// Servers are ended and started again under calls at a steady rate from a
// client that retries what is UNAVAILABLE: no call is lost, and each server
// ends within its time.
//
// RATE in the environment says how many calls per second:
//   bazel test //tests/server:drain_load_test --test_env=RATE=5000

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/status.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing_support::Finished;
using testing_support::ServerProcess;

int Rate() {
  const char* text = std::getenv("RATE");
  int rate = 500;
  EXPECT_TRUE(text == nullptr || absl::SimpleAtoi(text, &rate)) << text;
  return rate;
}

// Calls at that rate, whatever becomes of them, from its start to Stop.
class SteadyClient {
 public:
  SteadyClient(const std::shared_ptr<grpc::Channel>& channel, int rate)
      : stub_(v1::AuthorizationService::NewStub(channel)),
        interval_(absl::Seconds(1) / rate),
        sender_(&SteadyClient::Send, this),
        receiver_(&SteadyClient::Receive, this) {}

  // How many calls ended how. To be called once.
  std::map<std::string, std::int64_t> Stop() {
    stop_ = true;
    sender_.join();
    queue_.Shutdown();
    receiver_.join();
    return ends_;
  }

  // Waits for that many more answers.
  void AwaitAnswers(std::int64_t count) {
    absl::MutexLock lock(&mutex_);
    const std::int64_t goal = answered_ + count;
    const auto is_reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return answered_ >= goal;
    };
    mutex_.Await(absl::Condition(&is_reached));
  }

 private:
  struct OneCall {
    grpc::ClientContext context;
    v1::CheckResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::CheckResponse>> reader;
  };

  void Send() {
    v1::CheckRequest request;
    request.mutable_actor()->set_id("a");
    request.mutable_actor()->set_company_admin(true);
    request.set_action(v1::ACTION_CONFIGURE_TOOL);
    for (absl::Time due = absl::Now(); !stop_; due += interval_) {
      // What keeps the rate, not what waits for something.
      absl::SleepFor(due - absl::Now());
      auto* call = new OneCall;
      SetTestDeadline(call->context);
      call->reader = stub_->AsyncCheck(&call->context, request, &queue_);
      call->reader->Finish(&call->response, &call->status, call);
    }
  }

  void Receive() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
      const std::unique_ptr<OneCall> call(static_cast<OneCall*>(tag));
      ++ends_[call->status.ok() && call->response.allowed()
                  ? "allowed"
                  : absl::StrCat(call->status.error_code(), ": ",
                                 call->status.error_message())];
      absl::MutexLock lock(&mutex_);
      ++answered_;
    }
  }

  const std::unique_ptr<v1::AuthorizationService::Stub> stub_;
  const absl::Duration interval_;
  grpc::CompletionQueue queue_;
  std::map<std::string, std::int64_t> ends_;
  std::atomic<bool> stop_ = false;
  absl::Mutex mutex_;
  std::int64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread sender_;
  std::thread receiver_;
};

// One channel to all of them, in turns.
std::shared_ptr<grpc::Channel> ConnectToAll(
    const std::vector<std::unique_ptr<ServerProcess>>& servers) {
  std::string addresses;
  for (const auto& server : servers) {
    absl::StrAppend(&addresses, addresses.empty() ? "ipv4:" : ",",
                    server->address());
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  arguments.SetServiceConfigJSON(R"json({
      "loadBalancingConfig": [{"round_robin": {}}],
      "methodConfig": [{
        "name": [{}],
        "retryPolicy": {
          "maxAttempts": 5,
          "initialBackoff": "0.01s",
          "maxBackoff": "0.1s",
          "backoffMultiplier": 2,
          "retryableStatusCodes": ["UNAVAILABLE"]}}]})json");
  return grpc::CreateCustomChannel(
      addresses, grpc::InsecureChannelCredentials(), arguments);
}

absl::StatusOr<std::unique_ptr<ServerProcess>> StartServer(
    const std::string& address) {
  // A machine that stands still for a moment is no matter of this test.
  return ServerProcess::Start(
      {absl::StrCat("--listen=", address), "--max_in_flight=100000"});
}

TEST(DrainLoadTest, NoCallIsLostWhenServersEnd) {
  constexpr int kServers = 2;
  constexpr int kRounds = 6;
  const int rate = Rate();
  std::vector<std::unique_ptr<ServerProcess>> servers;
  servers.reserve(kServers);
  for (int i = 0; i < kServers; ++i) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server =
        StartServer("127.0.0.1:0");
    ASSERT_TRUE(server.ok()) << server.status();
    servers.push_back(*std::move(server));
  }
  SteadyClient client(ConnectToAll(servers), rate);

  absl::Duration longest;
  for (int round = 0; round < kRounds; ++round) {
    client.AwaitAnswers(rate / 2);
    std::unique_ptr<ServerProcess>& server = servers[round % kServers];
    const absl::Time start = absl::Now();
    server->process().Signal(SIGTERM);
    const Finished finished = server->process().Wait();
    longest = std::max(longest, absl::Now() - start);
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    absl::StatusOr<std::unique_ptr<ServerProcess>> next =
        StartServer(server->address());
    ASSERT_TRUE(next.ok()) << next.status();
    server = *std::move(next);
  }

  const std::map<std::string, std::int64_t> ends = client.Stop();
  std::int64_t calls = 0;
  for (const auto& [end, count] : ends) calls += count;
  std::cout << calls << " calls at " << rate << "/s while servers ended "
            << kRounds << " times, " << longest << " at most each\n";
  EXPECT_EQ(ends, (std::map<std::string, std::int64_t>{{"allowed", calls}}));
  // Nothing takes long, so the drain doesn't.
  EXPECT_LT(longest, absl::Seconds(5));
}

}  // namespace
}  // namespace server

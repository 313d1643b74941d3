#include "server/rpc/heartbeat.h"

#include <grpcpp/completion_queue.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "gtest/gtest.h"
#include "server/rpc/tag.h"

namespace server {
namespace {

// Whether there was something to take.
bool TakeOne(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  if (!queue.Next(&tag, &ok)) return false;
  static_cast<Tag*>(tag)->Proceed(ok);
  return true;
}

TEST(HeartbeatTest, EndsWhereNothingIsTakenAndComesBack) {
  grpc::CompletionQueue queue;
  Heartbeat heartbeat(&queue, std::chrono::seconds(0));
  EXPECT_TRUE(heartbeat.Beats());
  EXPECT_FALSE(heartbeat.Beats());
  EXPECT_FALSE(heartbeat.Beats());
  EXPECT_TRUE(TakeOne(queue));
  EXPECT_TRUE(heartbeat.Beats());
  EXPECT_FALSE(heartbeat.Beats());
  EXPECT_TRUE(TakeOne(queue));
  heartbeat.End();
  queue.Shutdown();
  EXPECT_FALSE(TakeOne(queue));
}

TEST(HeartbeatTest, APauseIsNoEnd) {
  grpc::CompletionQueue queue;
  Heartbeat heartbeat(&queue, std::chrono::hours(1));
  EXPECT_TRUE(heartbeat.Beats());
  EXPECT_TRUE(heartbeat.Beats());
  EXPECT_TRUE(TakeOne(queue));
  heartbeat.End();
  queue.Shutdown();
  EXPECT_FALSE(TakeOne(queue));
}

// As a server ends while it is probed.
TEST(HeartbeatTest, EndsWhileItIsAsked) {
  grpc::CompletionQueue queue;
  Heartbeat heartbeat(&queue, std::chrono::hours(1));
  std::atomic<bool> has_ended = false;
  std::thread asking([&] {
    while (!has_ended) EXPECT_TRUE(heartbeat.Beats());
  });
  EXPECT_TRUE(TakeOne(queue));
  heartbeat.End();
  queue.Shutdown();
  while (TakeOne(queue)) {
  }
  has_ended = true;
  asking.join();
}

// A queue that was shut down must not be given anything.
TEST(HeartbeatTest, NothingIsPutIntoTheQueueAfterEnd) {
  grpc::CompletionQueue queue;
  Heartbeat heartbeat(&queue, std::chrono::seconds(0));
  heartbeat.End();
  queue.Shutdown();
  EXPECT_TRUE(heartbeat.Beats());
  EXPECT_TRUE(heartbeat.Beats());
  EXPECT_FALSE(TakeOne(queue));
}

}  // namespace
}  // namespace server

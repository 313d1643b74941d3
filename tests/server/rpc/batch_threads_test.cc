#include "server/rpc/batch_threads.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "server/rpc/worker.h"

namespace server {
namespace {

TEST(BatchThreadsTest, IsBusyWhereAsManyCallsWaitAsThereAreThreads) {
  BatchThreads threads(1, nullptr);
  EXPECT_FALSE(threads.IsBusy());
  absl::Notification begun;
  absl::Notification release;
  std::atomic<int> answered = 0;
  EXPECT_TRUE(threads.TryAdd([&](Worker& /*worker*/) {
    begun.Notify();
    release.WaitForNotification();
    ++answered;
  }));
  begun.WaitForNotification();
  EXPECT_FALSE(threads.IsBusy());
  EXPECT_TRUE(threads.TryAdd([&](Worker& /*worker*/) { ++answered; }));
  EXPECT_TRUE(threads.IsBusy());
  release.Notify();
  // What was added is answered, and nothing is added any more.
  threads.Stop();
  EXPECT_EQ(answered, 2);
  EXPECT_FALSE(threads.TryAdd([](Worker& /*worker*/) {}));
}

}  // namespace
}  // namespace server

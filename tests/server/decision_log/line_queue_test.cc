#include "server/decision_log/line_queue.h"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "server/operation_log/text_buffer.h"

namespace server {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

class LineQueueTest : public testing::Test {
 protected:
  void SetUp() override {
    auto waker = Waker::Create();
    ASSERT_TRUE(waker.ok()) << waker.status();
    waker_ = *std::move(waker);
  }

  static void AppendLine(LineQueue& queue, const std::string& text) {
    queue.Append(1, [&](TextBuffer& to) { to += absl::StrCat(text, "\n"); });
  }

  // Takes and frees all that is there.
  static LineQueue::Taken TakeAll(LineQueue& queue) {
    LineQueue::Taken all;
    LineQueue::Taken taken;
    for (int part = 0; part < queue.parts(); ++part) {
      queue.Take(part, taken);
      queue.Release(taken);
      all.bytes += taken.bytes.text();
      all.dropped += taken.dropped;
    }
    return all;
  }

  std::unique_ptr<Waker> waker_;
};

TEST_F(LineQueueTest, KeepsTheOrderOfAThread) {
  LineQueue queue(kMaxBytes, WhenFull::kDrop, *waker_);
  for (int i = 0; i < 3; ++i) AppendLine(queue, absl::StrCat(i));
  const LineQueue::Taken taken = TakeAll(queue);
  EXPECT_EQ(taken.bytes.text(), "0\n1\n2\n");
  EXPECT_EQ(queue.appended_lines(), 3);
  EXPECT_EQ(taken.dropped, 0);
  EXPECT_EQ(TakeAll(queue).bytes.text(), "");
}

TEST_F(LineQueueTest, DropsAndCountsWhatHasNoRoom) {
  LineQueue queue(kMaxBytes, WhenFull::kDrop, *waker_);
  const std::string line(1'000, 'x');
  constexpr int kLines = 3'000;
  for (int i = 0; i < kLines; ++i) AppendLine(queue, line);
  EXPECT_LE(queue.used_bytes(), static_cast<std::int64_t>(kMaxBytes) + 64'000);
  EXPECT_GT(queue.dropped_lines(), 0);
  const LineQueue::Taken taken = TakeAll(queue);
  EXPECT_EQ(taken.dropped, queue.dropped_lines());
  EXPECT_EQ(queue.appended_lines() + taken.dropped, kLines);
  EXPECT_EQ(taken.bytes.size(), queue.appended_lines() * (line.size() + 1));
  EXPECT_LE(taken.bytes.size(), kMaxBytes + line.size() + 1);
  EXPECT_GE(taken.bytes.size(), kMaxBytes - 64'000);
  EXPECT_EQ(queue.used_bytes(), 0);

  AppendLine(queue, "again");
  EXPECT_EQ(TakeAll(queue).bytes.text(), "again\n");
}

TEST_F(LineQueueTest, BlocksUntilThereIsRoom) {
  LineQueue queue(kMaxBytes, WhenFull::kBlock, *waker_);
  const std::string line(1'000, 'x');
  constexpr int kLines = 3'000;
  std::thread producer([&] {
    for (int i = 0; i < kLines; ++i) AppendLine(queue, line);
  });
  std::size_t bytes = 0;
  while (bytes < kLines * (line.size() + 1)) {
    queue.WaitForLines();
    const LineQueue::Taken taken = TakeAll(queue);
    EXPECT_LE(taken.bytes.size(), kMaxBytes + line.size() + 1);
    bytes += taken.bytes.size();
  }
  producer.join();
  EXPECT_EQ(bytes, kLines * (line.size() + 1));
  EXPECT_EQ(queue.dropped_lines(), 0);
}

TEST_F(LineQueueTest, NobodyWaitsAfterTheEndOfBlocking) {
  LineQueue queue(kMaxBytes, WhenFull::kBlock, *waker_);
  const std::string line(1'000, 'x');
  constexpr int kLines = 3'000;
  absl::Notification done;
  std::thread producer([&] {
    for (int i = 0; i < kLines; ++i) AppendLine(queue, line);
    done.Notify();
  });
  EXPECT_FALSE(done.WaitForNotificationWithTimeout(absl::Milliseconds(100)));
  queue.StopBlockingAfter(absl::ZeroDuration());
  producer.join();
  const LineQueue::Taken taken = TakeAll(queue);
  EXPECT_EQ(queue.appended_lines() + taken.dropped, kLines);
  EXPECT_GT(taken.dropped, 0);
}

TEST_F(LineQueueTest, WakesWhoeverGathersOnceThereAreEnough) {
  constexpr std::int64_t kEnough = 100;
  LineQueue queue(kMaxBytes, WhenFull::kDrop, *waker_);
  for (int time = 0; time < 2; ++time) {
    queue.Gather(kEnough);
    for (int i = 0; i < kEnough; ++i) AppendLine(queue, "line");
    // Without an end, but for that.
    waker_->Wait(absl::InfiniteDuration());
    queue.Gather(kEnough);
    TakeAll(queue);
  }
}

TEST_F(LineQueueTest, ManyThreadsLoseNothing) {
  LineQueue queue(kMaxBytes, WhenFull::kBlock, *waker_);
  constexpr int kThreads = 8;
  constexpr int kLines = 20'000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&queue, thread] {
      for (int i = 0; i < kLines; ++i) {
        AppendLine(queue, absl::StrCat(thread, " ", i));
      }
    });
  }
  // The number of each thread's next line.
  std::vector<int> next(kThreads);
  int lines = 0;
  while (lines < kThreads * kLines) {
    queue.WaitForLines();
    const LineQueue::Taken taken = TakeAll(queue);
    for (const absl::string_view line :
         absl::StrSplit(taken.bytes.text(), '\n', absl::SkipEmpty())) {
      const std::vector<std::string> parts = absl::StrSplit(line, ' ');
      ASSERT_EQ(parts.size(), 2U) << line;
      ASSERT_EQ(parts[1], absl::StrCat(next[std::stoi(parts[0])]++)) << line;
      ++lines;
    }
    queue.Gather(kLines);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(lines, kThreads * kLines);
}

}  // namespace
}  // namespace server

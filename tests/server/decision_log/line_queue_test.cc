#include "server/decision_log/line_queue.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace server {
namespace {

constexpr std::size_t kMaxBytes = 10'000;
// With its line break.
const std::string& Line() {
  static const auto& line = *new std::string(std::string(999, 'x') + "\n");
  return line;
}

void AppendLine(LineQueue& queue, absl::string_view line) {
  if (queue.Admit()) queue.Append(line);
}

// Takes and releases all that there is.
struct TakenText {
  std::string lines;
  std::int64_t dropped = 0;
};
TakenText TakeText(LineQueue& queue, bool wait = false) {
  LineQueue::Taken taken = queue.Take(wait);
  TakenText text = {"", taken.dropped};
  for (const std::string& block : taken.blocks) text.lines += block;
  queue.Release(text.lines.size());
  return text;
}

TEST(LineQueueTest, KeepsTheOrderOfAThread) {
  LineQueue queue(kMaxBytes, WhenFull::kDrop);
  for (int i = 0; i < 3; ++i) AppendLine(queue, absl::StrCat(i, "\n"));
  const TakenText taken = TakeText(queue);
  EXPECT_EQ(taken.lines, "0\n1\n2\n");
  EXPECT_EQ(taken.dropped, 0);
  EXPECT_EQ(queue.appended_lines(), 3);
  EXPECT_EQ(TakeText(queue).lines, "");
}

TEST(LineQueueTest, DropsAndCountsWhatHasNoRoom) {
  LineQueue queue(kMaxBytes, WhenFull::kDrop);
  for (int i = 0; i < 14; ++i) AppendLine(queue, Line());
  EXPECT_EQ(queue.used_bytes(), kMaxBytes);
  EXPECT_EQ(queue.dropped_lines(), 4);
  // What was taken and not released has its room still.
  LineQueue::Taken taken = queue.Take(/*wait=*/false);
  EXPECT_EQ(taken.dropped, 4);
  AppendLine(queue, Line());
  EXPECT_EQ(queue.dropped_lines(), 5);
  queue.Release(kMaxBytes);
  AppendLine(queue, "again\n");
  const TakenText rest = TakeText(queue);
  EXPECT_EQ(rest.lines, "again\n");
  EXPECT_EQ(rest.dropped, 1);
  EXPECT_EQ(queue.used_bytes(), 0U);
}

TEST(LineQueueTest, TakesALineThatIsLongerThanAllItsRoom) {
  LineQueue queue(kMaxBytes, WhenFull::kDrop);
  const std::string line = std::string(1'000'000, 'x') + "\n";
  AppendLine(queue, line);
  EXPECT_FALSE(queue.Admit());
  EXPECT_EQ(TakeText(queue).lines, line);
  EXPECT_TRUE(queue.Admit());
}

TEST(LineQueueTest, BlocksUntilThereIsRoom) {
  LineQueue queue(kMaxBytes, WhenFull::kBlock);
  constexpr int kLines = 3'000;
  std::thread producer([&] {
    for (int i = 0; i < kLines; ++i) AppendLine(queue, Line());
  });
  std::size_t bytes = 0;
  while (bytes < kLines * Line().size()) {
    const std::size_t taken = TakeText(queue, /*wait=*/true).lines.size();
    EXPECT_LE(taken, kMaxBytes);
    bytes += taken;
  }
  producer.join();
  EXPECT_EQ(bytes, kLines * Line().size());
  EXPECT_EQ(queue.dropped_lines(), 0);
}

TEST(LineQueueTest, NobodyWaitsAfterTheEndOfBlocking) {
  LineQueue queue(kMaxBytes, WhenFull::kBlock);
  absl::Notification done;
  std::thread producer([&] {
    for (int i = 0; i < 14; ++i) AppendLine(queue, Line());
    done.Notify();
  });
  EXPECT_FALSE(done.WaitForNotificationWithTimeout(absl::Milliseconds(100)));
  queue.StopBlockingAfter(absl::ZeroDuration());
  producer.join();
  EXPECT_EQ(queue.appended_lines(), 10);
  EXPECT_EQ(queue.dropped_lines(), 4);
}

TEST(LineQueueTest, AnInterruptEndsTheNextTakeToo) {
  LineQueue queue(kMaxBytes, WhenFull::kDrop);
  queue.Interrupt();
  EXPECT_EQ(TakeText(queue, /*wait=*/true).lines, "");
}

TEST(LineQueueTest, ManyThreadsLoseNothing) {
  LineQueue queue(kMaxBytes, WhenFull::kBlock);
  constexpr int kThreads = 8;
  constexpr int kLines = 5'000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&queue, thread] {
      for (int i = 0; i < kLines; ++i) {
        AppendLine(queue, absl::StrCat(thread, " ", i, "\n"));
      }
    });
  }
  // The number of each thread's next line.
  std::vector<int> next(kThreads);
  for (int lines = 0; lines < kThreads * kLines;) {
    const std::string taken = TakeText(queue, /*wait=*/true).lines;
    for (const absl::string_view line :
         absl::StrSplit(taken, '\n', absl::SkipEmpty())) {
      const std::vector<std::string> parts = absl::StrSplit(line, ' ');
      ASSERT_EQ(parts.size(), 2U) << line;
      ASSERT_EQ(parts[1], absl::StrCat(next[std::stoi(parts[0])]++)) << line;
      ++lines;
    }
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace server

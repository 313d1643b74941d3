#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/file_size_limit.h"
#include "tests/server/decision_log/line_writer_fixture.h"
#include "tests/server/decision_log/log_content.h"
#include "tests/server/decision_log/page_cache.h"

namespace server {
namespace {

TEST_F(LineWriterTest, CountsWhatAFullDiskDoesNotTake) {
  Start("/dev/full");
  constexpr int kLines = 3'000;
  for (int i = 0; i < kLines; ++i) Append(i, 1'000);
  const std::int64_t dropped = writer_->queue().dropped_lines();
  EXPECT_GT(dropped, 0);
  // Told once in ten seconds, and here for the first time.
  testing::internal::CaptureStderr();
  EXPECT_EQ(writer_->Close(absl::Milliseconds(100)), kLines - dropped);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr(absl::StrCat(
                  "decision log drops lines\",\"dropped_lines\":\"", dropped)));
  EXPECT_EQ(writer_->written_lines(), 0);
  EXPECT_GT(writer_->failures(), 0);
}

TEST_F(LineWriterTest, MakesAFileAnewThatWasRemovedSinceTheDiskWasFull) {
  auto limit = std::make_unique<FileSizeLimit>(5'500);
  Start(path_);
  for (int i = 0; i < 10; ++i) Append(i, 1'000);
  while (writer_->failures() == 0) std::this_thread::yield();
  std::filesystem::remove(path_);
  // From the line on that had no room.
  while (!std::filesystem::exists(path_)) std::this_thread::yield();
  const std::int64_t lost = writer_->Close(absl::Seconds(60));
  // What this prints may be in a file, too.
  limit.reset();
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(Numbers(path_),
            (std::vector<std::string>{"5", "6", "7", "8", "9"}));
}

// As many lines as are written past the cache, which takes whole pages only, on
// a disk that is full in the midst of one.
class CutLineTest : public LineWriterTest {
 protected:
  static constexpr int kLines = 3'000;
  static constexpr int kLine = 1'000;
  static constexpr int kWhole = 1'500;

  CutLineTest() {
    Start(path_);
    AppendAtOnce(0, kLines, kLine);
    while (writer_->failures() == 0) std::this_thread::yield();
  }

  std::unique_ptr<FileSizeLimit> limit_ =
      std::make_unique<FileSizeLimit>(kWhole * kLine + kLine / 2);
};

TEST_F(CutLineTest, TheLineBeginsAgainInANewFile) {
  EXPECT_EQ(std::filesystem::file_size(path_), kWhole * kLine + kLine / 2);
  std::filesystem::remove(path_);
  const std::int64_t lost = writer_->Close(absl::Seconds(60));
  limit_.reset();
  EXPECT_EQ(lost, 0);
  const std::vector<std::string> numbers = Numbers(path_);
  ASSERT_EQ(numbers.size(), std::size_t{kLines - kWhole});
  EXPECT_EQ(numbers.front(), absl::StrCat(kWhole));
  EXPECT_EQ(writer_->written_lines(), kLines);
}

TEST_F(CutLineTest, TheLinesBeforeItAreCountedAsWritten) {
  const std::int64_t lost = writer_->Close(absl::ZeroDuration());
  limit_.reset();
  EXPECT_EQ(lost, kLines - kWhole);
  EXPECT_EQ(writer_->written_lines(), kWhole);
}

// To a file that ends anywhere, in pieces of many sizes.
TEST_F(LineWriterTest, WritesMuchPastTheCache) {
  constexpr std::size_t kLine = 1'001;
  const std::string before = "{\"n\":-1}\n";
  folder_.Write("log", before);
  Start(path_, WhenFull::kBlock);
  int next = 0;
  for (const int count : {3'000, 10, 1, 5'000, 20'000, 2'001}) {
    AppendAtOnce(next, count, kLine);
    next += count;
  }
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  const std::size_t size = next * kLine;
  EXPECT_EQ(writer_->written_bytes(), size);
  // The first of much is, however slow the disk.
  constexpr std::size_t kPastTheCache = 1'500'000;
  if (CanDoDirectIo(path_)) {
    EXPECT_LE(CachedBytes(path_), size - kPastTheCache);
  }
  EXPECT_EQ(ContentOf(path_).size(), before.size() + size);
  const std::vector<std::string> numbers = Numbers(path_);
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(next) + 1);
  for (int i = 0; i < next; ++i) EXPECT_EQ(numbers[i + 1], absl::StrCat(i));
}

// A file that others have open, too, such as by `2>&1`, is left as it was
// opened.
TEST_F(LineWriterTest, WritesToStdoutByTheCache) {
  const int old_stdout = dup(STDOUT_FILENO);
  const int file = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND, 0600);
  dup2(file, STDOUT_FILENO);
  Start("stdout");
  AppendAtOnce(0, 5'000, 1'000);
  const std::int64_t lost = writer_->Close(absl::Seconds(60));
  dup2(old_stdout, STDOUT_FILENO);
  close(old_stdout);
  close(file);
  EXPECT_EQ(lost, 0);
  EXPECT_GE(CachedBytes(path_), 5'000'000);
  EXPECT_EQ(Numbers(path_).size(), 5'000);
}

}  // namespace
}  // namespace server

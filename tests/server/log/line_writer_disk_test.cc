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
#include "tests/server/log/file_size_limit.h"
#include "tests/server/log/line_writer_fixture.h"

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

// So many that they are written in blocks, which end within lines.
TEST_F(LineWriterTest, BeginsALineAgainThatAFullDiskCutWhereABlockEnds) {
  constexpr int kBlock = 131'072;
  constexpr int kLine = 1'000;
  auto limit = std::make_unique<FileSizeLimit>(kBlock);
  Start(path_);
  AppendAtOnce(0, 2 * kBlock / kLine, kLine);
  while (writer_->failures() == 0) std::this_thread::yield();
  EXPECT_EQ(std::filesystem::file_size(path_), std::uintmax_t{kBlock});
  EXPECT_EQ(writer_->written_lines(), kBlock / kLine);
  std::filesystem::remove(path_);
  const std::int64_t lost = writer_->Close(absl::Seconds(60));
  limit.reset();
  EXPECT_EQ(lost, 0);
  const std::vector<std::string> numbers = Numbers(path_);
  ASSERT_EQ(numbers.size(), std::size_t{kBlock / kLine});
  EXPECT_EQ(numbers.front(), absl::StrCat(kBlock / kLine));
  EXPECT_EQ(writer_->written_lines(), 2 * kBlock / kLine);
}

}  // namespace
}  // namespace server

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/line_writer_fixture.h"
#include "tests/server/decision_log/parsed_lines.h"

namespace server {
namespace {

// Reads `count` lines of a pipe that the writer fills at the same time.
std::string ReadLines(int fd, std::size_t count) {
  std::string text;
  std::array<char, 65536> buffer;
  std::size_t lines = 0;
  while (lines < count) {
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    if (size <= 0) break;
    const absl::string_view piece(buffer.data(),
                                  static_cast<std::size_t>(size));
    text.append(piece.data(), piece.size());
    lines +=
        static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
  }
  return text;
}

TEST_F(LineWriterTest, CountsEveryLineThatASlowReaderDoesNotTakeInTime) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_, WhenFull::kDrop, std::size_t{8} << 20U);
  constexpr int kLines = 2'000;
  for (int i = 0; i < kLines; ++i) Append(i, 1'000);
  ASSERT_EQ(writer_->queue().dropped_lines(), 0);
  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  std::atomic<bool> is_closed = false;
  std::string taken;
  std::thread reader([&] {
    std::array<char, 4096> buffer;
    while (!is_closed) {
      const ssize_t size = read(fd, buffer.data(), buffer.size());
      if (size > 0) taken.append(buffer.data(), size);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  const std::int64_t lost = writer_->Close(absl::Milliseconds(300));
  is_closed = true;
  reader.join();
  fcntl(fd, F_SETFL, O_NONBLOCK);
  std::array<char, 65536> buffer;
  for (ssize_t size = 1; size > 0;) {
    size = read(fd, buffer.data(), buffer.size());
    if (size > 0) taken.append(buffer.data(), size);
  }
  close(fd);
  EXPECT_GT(lost, 0);
  // More where the thread went on for longer than Close waited for it.
  EXPECT_GE(std::count(taken.begin(), taken.end(), '\n') + lost, kLines);
}

TEST_F(LineWriterTest, ToldOfTheLinesThatAPipeNobodyReadDidNotTake) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_);
  constexpr int kLines = 3'000;
  for (int i = 0; i < kLines; ++i) Append(i, 1'000);
  const std::int64_t dropped = writer_->queue().dropped_lines();
  ASSERT_GT(dropped, 0);

  // Some may have been taken between two that were not.
  std::ifstream file(path_);
  std::string text;
  int last = -1;
  std::int64_t kept = 0;
  std::int64_t told = 0;
  while (kept + told < kLines && std::getline(file, text)) {
    const std::vector<Object> lines = ParseLines(text + "\n");
    ASSERT_EQ(lines.size(), 1U);
    const std::string lost = Field(lines[0], "dropped_lines");
    if (!lost.empty()) {
      told += std::stoi(lost);
      continue;
    }
    const int number = std::stoi(Field(lines[0], "n"));
    EXPECT_GT(number, last);
    last = number;
    ++kept;
  }
  EXPECT_EQ(told, dropped);
  EXPECT_EQ(kept, kLines - dropped);
}

TEST_F(LineWriterTest, BeginsALineAgainAfterHalfOfOneInAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_);
  constexpr std::size_t kSize = 2'000'000;
  Append(1, kSize);
  // It is opened again only once it took nothing for a while, and then has no
  // room for the end of the line.
  for (int failures = 1; failures <= 3; ++failures) {
    while (writer_->failures() < failures) std::this_thread::yield();
    writer_->Reopen();
  }
  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  const std::vector<std::string> lines =
      absl::StrSplit(ReadLines(fd, 2), '\n', absl::SkipEmpty());
  close(fd);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_LT(lines[0].size(), kSize - 1);
  EXPECT_EQ(lines[1].size(), kSize - 1);
  EXPECT_THAT(lines[1], testing::StartsWith("{\"n\":1}"));
}

TEST_F(LineWriterTest, APipeThatNobodyReadsHasNoHalfOfALongLine) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_, WhenFull::kDrop, std::size_t{8} << 20U);
  constexpr int kLines = 300;
  for (int i = 0; i < kLines; ++i) Append(i, 5'000);
  ASSERT_EQ(writer_->queue().dropped_lines(), 0);
  while (writer_->failures() == 0) std::this_thread::yield();
  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  int waiting = 0;
  ASSERT_EQ(ioctl(fd, FIONREAD, &waiting), 0);
  ASSERT_GT(waiting, 0);
  EXPECT_EQ(waiting % 5'000, 0);
  EXPECT_EQ(ParseLines(ReadLines(fd, kLines)).size(), std::size_t{kLines});
  close(fd);
}

TEST_F(LineWriterTest, LosesNothingToASlowReaderWhereItBlocks) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_, WhenFull::kBlock);
  constexpr int kLines = 3'000;
  std::thread producer([this] {
    for (int i = 0; i < kLines; ++i) Append(i, 1'000);
  });
  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  const std::vector<std::string> numbers =
      Fields(ParseLines(ReadLines(fd, kLines)), "n");
  producer.join();
  close(fd);
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(kLines));
  for (int i = 0; i < kLines; ++i) EXPECT_EQ(numbers[i], absl::StrCat(i));
  EXPECT_EQ(writer_->queue().dropped_lines(), 0);
}

}  // namespace
}  // namespace server

// What is particular to files of compressed lines. What they have in common
// with others is in line_writer_test.cc.

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/decision_log/line_writer.h"
#include "tests/server/decision_log/file_size_limit.h"
#include "tests/server/decision_log/line_writer_fixture.h"
#include "tests/server/decision_log/log_content.h"

namespace server {
namespace {

class LineWriterCompressedTest : public LineWriterTest {
 protected:
  // So many of those lines, by a writer that ends.
  void WriteLines(int first, int count) {
    Start(compressed_path_);
    AppendAtOnce(first, count, 0);
    EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
    writer_.reset();
  }
  std::string ErrorOfStart(const std::string& path) {
    const auto writer = LineWriter::Start(path, 1'000, WhenFull::kDrop, {});
    EXPECT_TRUE(absl::IsUnavailable(writer.status())) << writer.status();
    return std::string(writer.status().message());
  }

  const std::string compressed_path_ = folder_.Path("log.lz4");
};

TEST_F(LineWriterCompressedTest, TakesLessRoomAndSaysSo) {
  Start(compressed_path_, WhenFull::kBlock);
  constexpr int kLines = 20'000;
  constexpr std::int64_t kSize = 500;
  for (int i = 0; i < kLines; i += 1'000) AppendAtOnce(i, 1'000, kSize);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(writer_->written_lines(), kLines);
  EXPECT_EQ(
      writer_->written_bytes(),
      static_cast<std::int64_t>(std::filesystem::file_size(compressed_path_)));
  EXPECT_LT(writer_->written_bytes(), kLines * kSize / 10);
  EXPECT_EQ(ContentOf(compressed_path_).size(),
            std::size_t{kLines} * std::size_t{kSize});
}

TEST_F(LineWriterCompressedTest, RemovesWhatWasCut) {
  WriteLines(0, 1'000);
  const std::string first = BytesOf(compressed_path_);
  WriteLines(1'000, 10);
  const std::string both = BytesOf(compressed_path_);
  ASSERT_EQ(both.substr(0, first.size()), first);
  // As a process leaves it that is killed as it writes.
  for (const std::size_t cut :
       {std::size_t{1}, std::size_t{5}, both.size() - first.size() - 1}) {
    folder_.Write("log.lz4", both.substr(0, both.size() - cut));
    WriteLines(2'000, 1);
    const std::vector<std::string> numbers = Numbers(compressed_path_);
    ASSERT_EQ(numbers.size(), 1'001U) << cut;
    EXPECT_EQ(numbers[999], "999");
    EXPECT_EQ(numbers[1'000], "2000");
  }
}

TEST_F(LineWriterCompressedTest, ARestOfOneFrameIsNoFile) {
  folder_.Write("log.lz4", "\x04\x22\x4d");
  WriteLines(7, 1);
  EXPECT_EQ(Numbers(compressed_path_), std::vector<std::string>{"7"});
}

TEST_F(LineWriterCompressedTest, AppendsToNothingElse) {
  const std::string lines = "{\"n\":7}\n{\"n\":8}\n";
  folder_.Write("log.lz4", lines);
  EXPECT_EQ(ErrorOfStart(compressed_path_),
            absl::StrCat("cannot append to `", compressed_path_,
                         "`: it is not a compressed decision log"));
  EXPECT_EQ(BytesOf(compressed_path_), lines);
}

TEST_F(LineWriterCompressedTest, IsAFile) {
  ASSERT_EQ(mkfifo(compressed_path_.c_str(), 0600), 0);
  EXPECT_EQ(ErrorOfStart(compressed_path_),
            absl::StrCat("cannot compress `", compressed_path_,
                         "`: it is not a file"));
}

// One that takes as many bytes when it is compressed.
std::string NoisyLine(int number, std::size_t size) {
  std::minstd_rand numbers(static_cast<unsigned>(number));
  std::string noise;
  while (noise.size() < size) {
    noise += static_cast<char>('a' + numbers() % 26);
  }
  return absl::StrCat("{\"n\":", number, ",\"noise\":\"", noise, "\"}");
}

class FullDiskTest : public LineWriterCompressedTest {
 protected:
  // Fails in the midst of the second frame, of three lines.
  void FillDisk() {
    constexpr rlim_t kMost = 5'000;
    limit_ = std::make_unique<FileSizeLimit>(kMost);
    Start(compressed_path_);
    AppendText({NoisyLine(1, 4'000)});
    while (writer_->written_lines() == 0) std::this_thread::yield();
    AppendText({NoisyLine(2, 4'000), NoisyLine(3, 10), NoisyLine(4, 10)});
    while (writer_->failures() == 0) std::this_thread::yield();
    EXPECT_EQ(std::filesystem::file_size(compressed_path_), kMost);
    EXPECT_EQ(writer_->written_lines(), 1);
  }

  std::unique_ptr<FileSizeLimit> limit_;
};

TEST_F(FullDiskTest, GoesOnWithTheFrameWhereThereIsRoomAgain) {
  FillDisk();
  limit_.reset();
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(writer_->written_lines(), 4);
  EXPECT_EQ(Numbers(compressed_path_),
            (std::vector<std::string>{"1", "2", "3", "4"}));
}

TEST_F(FullDiskTest, LeavesNoHalfFrameWhereItEnds) {
  FillDisk();
  const std::int64_t lost = writer_->Close(absl::ZeroDuration());
  writer_.reset();
  limit_.reset();
  EXPECT_EQ(lost, 3);
  EXPECT_EQ(Numbers(compressed_path_), std::vector<std::string>{"1"});
}

TEST_F(FullDiskTest, BeginsTheFrameAgainInAnotherFile) {
  FillDisk();
  const std::string old = folder_.Path("old.lz4");
  std::filesystem::rename(compressed_path_, old);
  writer_->Reopen();
  while (!std::filesystem::exists(compressed_path_)) std::this_thread::yield();
  limit_.reset();
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(old), std::vector<std::string>{"1"});
  EXPECT_EQ(Numbers(compressed_path_),
            (std::vector<std::string>{"2", "3", "4"}));
}

TEST_F(FullDiskTest, BeginsTheFrameAgainInTheSameFile) {
  FillDisk();
  writer_->Reopen();
  while (writer_->failures() < 3) std::this_thread::yield();
  limit_.reset();
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(compressed_path_),
            (std::vector<std::string>{"1", "2", "3", "4"}));
}

}  // namespace
}  // namespace server

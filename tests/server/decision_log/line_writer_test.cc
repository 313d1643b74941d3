#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/line_writer_fixture.h"
#include "tests/server/decision_log/log_content.h"
#include "tests/server/decision_log/parsed_lines.h"

namespace server {
namespace {

// The name of the file, which says whether it is compressed.
class AnyLineWriterTest : public LineWriterTest,
                          public testing::WithParamInterface<const char*> {
 protected:
  const std::string path_ = folder_.Path(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Files, AnyLineWriterTest,
                         testing::Values("log", "log.lz4"),
                         [](const auto& info) {
                           return absl::EndsWith(info.param, ".lz4")
                                      ? "Compressed"
                                      : "AsItIs";
                         });

TEST_P(AnyLineWriterTest, WritesWhatComesAndMakesTheFile) {
  Start(path_);
  for (int i = 0; i < 3; ++i) Append(i);
  EXPECT_EQ(WaitForLines(path_, 3).size(), 3U);
  Append(3);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(path_), (std::vector<std::string>{"0", "1", "2", "3"}));
  EXPECT_EQ(writer_->written_lines(), 4);
  EXPECT_EQ(writer_->written_bytes(),
            static_cast<std::int64_t>(std::filesystem::file_size(path_)));
  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0137U, 0U);
}

TEST_P(AnyLineWriterTest, WritesNothingWhereNothingComes) {
  Start(path_);
  writer_->Reopen();
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(ContentOf(path_), "");
}

TEST_P(AnyLineWriterTest, AppendsToWhatIsThere) {
  Start(path_);
  Append(7);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  Start(path_);
  Append(8);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(path_), (std::vector<std::string>{"7", "8"}));
}

TEST_F(LineWriterTest, StartsOnALineOfItsOwnAfterOneThatWasCut) {
  folder_.Write("log", "{\"n\":7}\n{\"n\":");
  Start(path_);
  Append(8);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(ContentOf(path_), "{\"n\":7}\n{\"n\":\n{\"n\":8}\n");
}

TEST_P(AnyLineWriterTest, WritesLinesThatAreLongerThanABlock) {
  constexpr std::size_t kSize = 300'000;
  Start(path_, WhenFull::kBlock);
  for (int i = 0; i < 3; ++i) AppendAtOnce(3 * i, 3, kSize);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(ContentOf(path_).size(), 9 * kSize);
  EXPECT_EQ(Numbers(path_), (std::vector<std::string>{"0", "1", "2", "3", "4",
                                                      "5", "6", "7", "8"}));
}

// More than there is in all the memory that takes turns.
TEST_P(AnyLineWriterTest, WritesMuchInOrder) {
  constexpr int kLines = 40'000;
  constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;
  Start(path_, WhenFull::kBlock, kMaxBytes);
  AppendAtOnce(0, kLines, 1'000);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  const std::vector<std::string> numbers = Numbers(path_);
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(kLines));
  for (int i = 0; i < kLines; ++i) EXPECT_EQ(numbers[i], absl::StrCat(i));
}

TEST_P(AnyLineWriterTest, GoesOnInANewFileAfterARenameAndReopen) {
  Start(path_);
  Append(1);
  WaitForLines(path_, 1);
  const std::string old = folder_.Path(absl::StrCat("old ", GetParam()));
  std::filesystem::rename(path_, old);
  Append(2);
  // Still in the file that it has.
  WaitForLines(old, 2);
  writer_->Reopen();
  // What is appended after the new file is there is written to it.
  while (!std::filesystem::exists(path_)) std::this_thread::yield();
  Append(3);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(old), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(Numbers(path_), (std::vector<std::string>{"3"}));
}

TEST_P(AnyLineWriterTest, EndsALineInTheFileWhereItBegan) {
  constexpr int kFiles = 100;
  constexpr int kLines = 400;
  Start(path_, WhenFull::kBlock);
  std::vector<std::string> paths;
  int next = 0;
  for (int i = 0; i < kFiles; ++i) {
    AppendAtOnce(next, kLines, 1'000);
    next += kLines;
    // Somewhere in the midst of them.
    while (!std::filesystem::exists(path_) ||
           std::filesystem::file_size(path_) == 0) {
      std::this_thread::yield();
    }
    paths.push_back(folder_.Path(absl::StrCat(i, GetParam())));
    std::filesystem::rename(path_, paths.back());
    writer_->Reopen();
  }
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  if (std::filesystem::exists(path_)) paths.push_back(path_);
  std::vector<std::string> numbers;
  for (const std::string& path : paths) {
    const std::string content = ContentOf(path);
    EXPECT_TRUE(content.empty() || content.back() == '\n') << path;
    EXPECT_EQ(content.empty(), std::filesystem::file_size(path) == 0) << path;
    for (std::string& number : Numbers(path)) {
      numbers.push_back(std::move(number));
    }
  }
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(next));
  for (int i = 0; i < next; ++i) EXPECT_EQ(numbers[i], absl::StrCat(i));
}

TEST_P(AnyLineWriterTest, MakesAFileThatWasRemovedAnew) {
  Start(path_);
  Append(1);
  WaitForLines(path_, 1);
  std::filesystem::remove(path_);
  Append(2);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(path_), (std::vector<std::string>{"2"}));
}

TEST_F(LineWriterTest, TriesToMakeAFileAnewNowAndThen) {
  std::filesystem::create_directory(folder_.Path("sub"));
  const std::string path = folder_.Path("sub/log");
  Start(path);
  Append(1);
  WaitForLines(path, 1);
  std::filesystem::remove_all(folder_.Path("sub"));
  testing::internal::CaptureStderr();
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 20; ++i) {
    Append(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  const std::string log = testing::internal::GetCapturedStderr();
  const auto lines = std::count(log.begin(), log.end(), '\n');
  EXPECT_GT(lines, 0) << log;
  EXPECT_LE(lines, 2 + absl::ToInt64Seconds(absl::Now() - begin)) << log;
}

TEST_F(LineWriterTest, KeepsItsFileWhereItCannotBeReopened) {
  std::filesystem::create_directory(folder_.Path("sub"));
  const std::string path = folder_.Path("sub/log");
  const std::string moved = folder_.Path("moved");
  Start(path);
  Append(1);
  WaitForLines(path, 1);
  std::filesystem::rename(folder_.Path("sub"), moved);
  writer_->Reopen();
  Append(2);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(moved + "/log"), (std::vector<std::string>{"1", "2"}));
}

TEST_F(LineWriterTest, RefusesWhatCannotBeOpened) {
  const std::string path = folder_.Path("none/log");
  const auto writer = LineWriter::Start(path, 1000, WhenFull::kDrop, {});
  EXPECT_EQ(writer.status(),
            absl::UnavailableError(absl::StrCat(
                "cannot open `", path, "`: no such file or directory")));
}

}  // namespace
}  // namespace server

#include "server/log/line_writer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/log/line_packing.h"
#include "server/log/text_buffer.h"
#include "tests/server/log/parsed_lines.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// {"n": NUMBER}, filled up to so many bytes with its line break.
void PutLine(int number, std::size_t size, TextBuffer& to) {
  const std::string line = absl::StrCat("{\"n\":", number, "}");
  PackedPart part = PackedPart::Line(to);
  to += line;
  if (size > line.size() + 1) to += std::string(size - line.size() - 1, ' ');
  part.End();
}

class LineWriterTest : public testing::Test {
 protected:
  void Start(const std::string& path, WhenFull when_full = WhenFull::kDrop) {
    auto writer = LineWriter::Start(path, kMaxBytes, when_full);
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }

  void Append(int number, std::size_t size = 0) {
    AppendAtOnce(number, 1, size);
  }

  // As many such lines, from `first` on, so that they are written together.
  void AppendAtOnce(int first, int count, std::size_t size) {
    writer_->queue().Append(count, [&](TextBuffer& to) {
      for (int i = first; i < first + count; ++i) PutLine(i, size, to);
    });
  }

  // Of what is in the file after all was written.
  std::vector<std::string> Numbers(const std::string& path) {
    return Fields(ParseLinesOf(path), "n");
  }

  const testing_support::TempFolder folder_;
  const std::string path_ = folder_.Path("log");
  std::unique_ptr<LineWriter> writer_;
};

TEST_F(LineWriterTest, WritesWhatComesAndMakesTheFile) {
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

TEST_F(LineWriterTest, AppendsToWhatIsThere) {
  folder_.Write("log", "{\"n\":7}\n");
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

TEST_F(LineWriterTest, GoesOnInANewFileAfterARenameAndReopen) {
  Start(path_);
  Append(1);
  WaitForLines(path_, 1);
  const std::string old = folder_.Path("old");
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

TEST_F(LineWriterTest, MakesAFileThatWasRemovedAnew) {
  Start(path_);
  Append(1);
  WaitForLines(path_, 1);
  std::filesystem::remove(path_);
  Append(2);
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  EXPECT_EQ(Numbers(path_), (std::vector<std::string>{"2"}));
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

TEST_F(LineWriterTest, CountsEveryLineThatASlowReaderDoesNotTakeInTime) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_);
  constexpr int kLines = 500;
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

// Makes files that grow past a size fail, as those on a full disk do.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_action_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit = {bytes, old_limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_limit_);
    signal(SIGXFSZ, old_action_);
  }

 private:
  sighandler_t old_action_;
  rlimit old_limit_ = {};
};

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

TEST_F(LineWriterTest, EndsALineInTheFileWhereItBegan) {
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
    paths.push_back(folder_.Path(absl::StrCat(i)));
    std::filesystem::rename(path_, paths.back());
    writer_->Reopen();
  }
  EXPECT_EQ(writer_->Close(absl::Seconds(60)), 0);
  if (std::filesystem::exists(path_)) paths.push_back(path_);
  std::vector<std::string> numbers;
  for (const std::string& path : paths) {
    const std::string content = ContentOf(path);
    EXPECT_TRUE(content.empty() || content.back() == '\n') << path;
    for (std::string& number : Numbers(path)) {
      numbers.push_back(std::move(number));
    }
  }
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(next));
  for (int i = 0; i < next; ++i) EXPECT_EQ(numbers[i], absl::StrCat(i));
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

// Reads `count` lines of a pipe that the writer fills at the same time.
std::string ReadLines(int fd, std::size_t count) {
  std::string text;
  std::array<char, 65536> buffer;
  std::size_t lines = 0;
  while (lines < count) {
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    if (size <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
    lines =
        static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  return text;
}

TEST_F(LineWriterTest, ToldOfTheLinesThatAPipeNobodyReadDidNotTake) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start(path_);
  constexpr int kLines = 3'000;
  for (int i = 0; i < kLines; ++i) Append(i, 1'000);
  const std::int64_t dropped = writer_->queue().dropped_lines();
  ASSERT_GT(dropped, 0);

  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  const std::vector<Object> lines =
      ParseLines(ReadLines(fd, static_cast<std::size_t>(kLines - dropped + 1)));
  close(fd);
  int told = 0;
  int next = 0;
  for (const Object& line : lines) {
    if (Field(line, "type") == "\"dropped\"") {
      told += std::stoi(Field(line, "lines"));
    } else {
      EXPECT_EQ(Field(line, "n"), absl::StrCat(next++));
    }
  }
  EXPECT_EQ(told, dropped);
  EXPECT_EQ(next, kLines - dropped);
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

TEST_F(LineWriterTest, RefusesWhatCannotBeOpened) {
  const std::string path = folder_.Path("none/log");
  const auto writer = LineWriter::Start(path, kMaxBytes, WhenFull::kDrop);
  EXPECT_EQ(writer.status(),
            absl::UnavailableError(absl::StrCat(
                "cannot open `", path, "`: no such file or directory")));
}

}  // namespace
}  // namespace server

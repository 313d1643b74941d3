#include "server/decision_log/pipe_io.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <random>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/decision_log/line_file.h"

namespace server {
namespace {

constexpr std::size_t kPipeBytes = std::size_t{1} << 20U;

// A pipe in place of one of the process's own files, as long as it lives.
class PipeAs {
 public:
  explicit PipeAs(int fd) : fd_(fd), before_(dup(fd)) {
    EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0);
    dup2(ends_[1], fd_);
  }
  PipeAs(const PipeAs&) = delete;
  PipeAs& operator=(const PipeAs&) = delete;
  ~PipeAs() {
    dup2(before_, fd_);
    close(before_);
    close(ends_[0]);
    close(ends_[1]);
  }

  // All that is in it.
  std::string Content() const { return Read(std::string::npos); }

  // The first of what is in it.
  std::string Read(std::size_t most) const {
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    std::string content;
    std::array<char, 4096> buffer = {};
    while (content.size() < most) {
      const ssize_t size = read(ends_[0], buffer.data(),
                                std::min(most - content.size(), buffer.size()));
      if (size <= 0) break;
      content.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return content;
  }

 private:
  const int fd_;
  const int before_;
  std::array<int, 2> ends_ = {};
};

// More than any pipe has room for.
std::string ManyLines() {
  std::string lines;
  for (int i = 0; i < 5'000; ++i) lines += std::string(400, 'x') + "\n";
  return lines;
}

// Writes to a file that takes some and then no more, and returns what is left.
absl::string_view WriteUntilFull(LineFile& file, absl::string_view lines) {
  absl::Status status;
  while (status.ok() && !lines.empty()) status = file.Write(lines);
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  return lines;
}

TEST(PipeIoTest, AnEmptyPipeTakesWholeLinesAsManyAsItHasRoomFor) {
  const PipeAs pipe(STDOUT_FILENO);
  absl::StatusOr<LineFile> file = LineFile::Open("stdout");
  ASSERT_TRUE(file.ok());
  const std::string lines = ManyLines();
  absl::string_view rest = lines;
  EXPECT_EQ(file->Write(rest), absl::OkStatus());
  const std::string taken = pipe.Content();
  EXPECT_LE(taken.size(), kPipeBytes);
  EXPECT_GT(taken.size(), kPipeBytes - 5'000);
  EXPECT_EQ(taken.back(), '\n');
  EXPECT_EQ(taken + std::string(rest), lines);
}

// So that what others write to it does not come within a line.
TEST(PipeIoTest, AFullPipeHasWholeLines) {
  const PipeAs pipe(STDOUT_FILENO);
  absl::StatusOr<LineFile> file = LineFile::Open("stdout");
  ASSERT_TRUE(file.ok());
  ASSERT_EQ(write(STDOUT_FILENO, "first\n", 6), 6);
  const std::string lines = ManyLines();
  const absl::string_view rest = WriteUntilFull(*file, lines);
  const std::string taken = pipe.Content();
  EXPECT_EQ(taken.back(), '\n');
  EXPECT_EQ(taken + std::string(rest), "first\n" + lines);
}

TEST(PipeIoTest, OthersStillWaitForTheReader) {
  const PipeAs pipe(STDOUT_FILENO);
  const int again = OpenPipeAgain(STDOUT_FILENO);
  ASSERT_GE(again, 0);
  EXPECT_FALSE(MayWait(again));
  EXPECT_TRUE(MayWait(STDOUT_FILENO));
  close(again);
}

TEST(PipeIoTest, OnlyPipesAreOpenedAgain) {
  const int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(OpenPipeAgain(fd), -1);
  EXPECT_EQ(OpenPipeAgain(-1), -1);
  close(fd);
}

TEST(PipeIoTest, APipeHoldsAsMuchAsTheSystemAllows) {
  const PipeAs pipe(STDOUT_FILENO);
  EXPECT_LT(fcntl(STDOUT_FILENO, F_GETPIPE_SZ), int{kPipeBytes});
  EXPECT_TRUE(LineFile::Open("stdout").ok());
  EXPECT_EQ(fcntl(STDOUT_FILENO, F_GETPIPE_SZ), int{kPipeBytes});
}

TEST(PipeIoTest, AnEmptyPipeTakesAllButAPage) {
  const PipeAs pipe(STDOUT_FILENO);
  EXPECT_EQ(TakenWhole(STDOUT_FILENO), 61'440U);
  fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 8'192);
  EXPECT_EQ(TakenWhole(STDOUT_FILENO), std::size_t{PIPE_BUF});
}

// Whatever else was written to it and read, and what another writes meanwhile.
TEST(PipeIoTest, APipeTakesWhatItIsSaidToTakeAsAWhole) {
  const PipeAs pipe(STDOUT_FILENO);
  const int fd = OpenPipeAgain(STDOUT_FILENO);
  GrowPipe(fd);
  std::mt19937 numbers(7);
  const std::string text(kPipeBytes, 'x');
  int more_than_least = 0;
  for (int i = 0; i < 2'000; ++i) {
    // Of all sizes alike, most of them less than a page.
    const std::size_t size = numbers() >> (12 + numbers() % 20);
    if (write(fd, text.data(), size) < 0) pipe.Read(numbers() % kPipeBytes);
    if (i % 8 != 0) continue;
    pipe.Read(numbers() % 8'192);
    const std::size_t taken = TakenWhole(fd);
    if (taken == PIPE_BUF) continue;
    ++more_than_least;
    const std::size_t others = numbers() % PIPE_BUF + 1;
    ASSERT_EQ(write(fd, text.data(), others), static_cast<ssize_t>(others));
    ASSERT_EQ(write(fd, text.data(), taken), static_cast<ssize_t>(taken)) << i;
    pipe.Read(taken + numbers() % (2 * taken));
  }
  EXPECT_GT(more_than_least, 100);
  close(fd);
}

// How much of `lines` goes to a full pipe once somebody has begun to read it.
ssize_t AppendedToAPipeThatIsRead(const std::string& lines) {
  const PipeAs pipe(STDOUT_FILENO);
  const int fd = OpenPipeAgain(STDOUT_FILENO);
  PipeAppender appender;
  const ssize_t first = appender.Append(fd, lines);
  EXPECT_GT(first, 60'000);
  std::thread reader([&] { EXPECT_EQ(pipe.Read(first).size(), first); });
  ssize_t second = 0;
  do {
    second = appender.Append(fd, lines);
  } while (second < 0);
  reader.join();
  close(fd);
  return second;
}

TEST(PipeIoTest, WaitsForAReaderToTakeMuch) {
  const std::string lines = ManyLines();
  ssize_t most = 0;
  // A reader may be interrupted for longer than is waited.
  for (int i = 0; i < 3 && most <= 60'000; ++i) {
    most = AppendedToAPipeThatIsRead(lines);
  }
  EXPECT_GT(most, 60'000);
}

TEST(PipeIoTest, ALineThatMayNotFitIsNotBegun) {
  const PipeAs pipe(STDOUT_FILENO);
  const int fd = OpenPipeAgain(STDOUT_FILENO);
  const std::string before(40'000, 'x');
  ASSERT_EQ(write(fd, before.data(), before.size()), before.size());
  const std::string line = std::string(5'000, 'y') + "\n";
  PipeAppender appender;
  EXPECT_EQ(appender.Append(fd, line + line), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(pipe.Content(), before);
  EXPECT_EQ(appender.Append(fd, line + line), 2 * line.size());
  // And one that never does, where there is most room for it.
  EXPECT_EQ(pipe.Content(), line + line);
  EXPECT_EQ(appender.Append(fd, before + before), 61'440);
  close(fd);
}

TEST(PipeIoTest, WaitsNoMoreForAReaderThatTakesNothing) {
  const PipeAs pipe(STDOUT_FILENO);
  const int fd = OpenPipeAgain(STDOUT_FILENO);
  const std::string lines = ManyLines();
  PipeAppender appender;
  std::string expected;
  ssize_t count = 0;
  while ((count = appender.Append(fd, lines)) > 0) {
    expected += lines.substr(0, static_cast<std::size_t>(count));
  }
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(pipe.Content(), expected);
  close(fd);
}

// It cannot be opened again, and a write to it would wait for a reader.
TEST(PipeIoTest, AFullSocketIsNotWaitedFor) {
  std::array<int, 2> ends = {};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const int before = dup(STDOUT_FILENO);
  dup2(ends[1], STDOUT_FILENO);
  {
    absl::StatusOr<LineFile> file = LineFile::Open("stdout");
    EXPECT_TRUE(file.ok());
    // Another process that has it changed its mind.
    fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
    absl::StatusOr<LineFile> later = LineFile::Open("stdout");
    EXPECT_TRUE(later.ok());
    fcntl(STDOUT_FILENO, F_SETFL, 0);
    const std::string lines = ManyLines() + ManyLines();
    EXPECT_LT(WriteUntilFull(*file, lines).size(), lines.size());
    WriteUntilFull(*later, lines);
  }
  dup2(before, STDOUT_FILENO);
  for (const int fd : {before, ends[0], ends[1]}) close(fd);
}

TEST(PipeIoTest, FirstLinesAreWhole) {
  EXPECT_EQ(FirstLines("a\nbc\nd\n", 100), "a\nbc\nd\n");
  EXPECT_EQ(FirstLines("a\nbc\nd\n", 5), "a\nbc\n");
  EXPECT_EQ(FirstLines("a\nbc\nd\n", 4), "a\n");
  EXPECT_EQ(FirstLines("abcdef\n", 4), "abcd");
}

}  // namespace
}  // namespace server

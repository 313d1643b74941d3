#include "server/log/pipe_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/log/line_file.h"

namespace server {
namespace {

constexpr std::size_t kPipeBytes = 65'536;

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
  std::string Content() const {
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    std::string content;
    std::array<char, 4096> buffer = {};
    while (true) {
      const ssize_t size = read(ends_[0], buffer.data(), buffer.size());
      if (size <= 0) return content;
      content.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  const int fd_;
  const int before_;
  std::array<int, 2> ends_ = {};
};

// More than any pipe has room for.
std::string ManyLines() {
  std::string lines;
  for (int i = 0; i < 1'000; ++i) lines += std::string(400, 'x') + "\n";
  return lines;
}

// What stdout takes at once.
std::string TakenAtOnce(const PipeAs& pipe) {
  absl::StatusOr<LineFile> file = LineFile::Open("stdout");
  EXPECT_TRUE(file.ok());
  const std::string lines = ManyLines();
  absl::string_view rest = lines;
  EXPECT_EQ(file->Write(rest), absl::OkStatus());
  std::string taken = pipe.Content();
  EXPECT_EQ(taken + std::string(rest), lines);
  return taken;
}

TEST(PipeIoTest, APipeTakesWholeLinesAsManyAsItHasRoomFor) {
  const PipeAs pipe(STDOUT_FILENO);
  const std::string taken = TakenAtOnce(pipe);
  EXPECT_LE(taken.size(), kPipeBytes);
  EXPECT_GT(taken.size(), kPipeBytes - 1'000);
  EXPECT_EQ(taken.back(), '\n');
}

TEST(PipeIoTest, FewWhereStderrIsThePipeToo) {
  const PipeAs pipe(STDOUT_FILENO);
  const int before = dup(STDERR_FILENO);
  dup2(STDOUT_FILENO, STDERR_FILENO);
  const std::string taken = TakenAtOnce(pipe);
  dup2(before, STDERR_FILENO);
  close(before);
  EXPECT_LE(taken.size(), std::size_t{PIPE_BUF});
  EXPECT_GT(taken.size(), std::size_t{PIPE_BUF} - 1'000);
  EXPECT_EQ(taken.back(), '\n');
}

TEST(PipeIoTest, AFullPipeIsNotWaitedForAndGoesOnWhereItStopped) {
  const PipeAs pipe(STDOUT_FILENO);
  absl::StatusOr<LineFile> file = LineFile::Open("stdout");
  ASSERT_TRUE(file.ok());
  const std::string lines = ManyLines();
  absl::string_view rest = lines;
  std::string taken;
  for (absl::Status status; !rest.empty(); status = file->Write(rest)) {
    if (status.ok()) continue;
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
    taken += pipe.Content();
  }
  EXPECT_EQ(taken + pipe.Content(), lines);
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

// Such as one that this process may not open: it is written to as it is.
TEST(PipeIoTest, ThatMayWaitTakesLittle) {
  const PipeAs pipe(STDOUT_FILENO);
  EXPECT_EQ(MostAtOnce(STDOUT_FILENO), std::size_t{PIPE_BUF});
  EXPECT_TRUE(HasRoom(STDOUT_FILENO));
}

TEST(PipeIoTest, FirstLinesAreWhole) {
  EXPECT_EQ(FirstLines("a\nbc\nd\n", 100), "a\nbc\nd\n");
  EXPECT_EQ(FirstLines("a\nbc\nd\n", 5), "a\nbc\n");
  EXPECT_EQ(FirstLines("a\nbc\nd\n", 4), "a\n");
  EXPECT_EQ(FirstLines("abcdef\n", 4), "abcd");
}

}  // namespace
}  // namespace server

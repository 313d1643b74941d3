#include "server/decision_log/line_writer.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "base/read_file.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

constexpr absl::Duration kLong = absl::Seconds(60);

std::string Notice(std::int64_t dropped) {
  return absl::StrCat("dropped ", dropped, "\n");
}

std::string Content(const std::string& path) {
  return base::ReadFile(path).value_or("");
}

class LineWriterTest : public testing::Test {
 protected:
  void Start(std::int64_t max_bytes = 1'000'000,
             WhenFull when_full = WhenFull::kDrop) {
    auto writer = LineWriter::Start(path_, max_bytes, when_full, Notice);
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }

  void Append(const std::string& line) {
    if (writer_->Admit()) writer_->Append(line + "\n");
  }

  // Reads from a pipe until what came ends so.
  static std::string ReadUntil(int pipe, const std::string& end) {
    std::string all;
    std::array<char, 65536> buffer;
    while (!absl::EndsWith(all, end)) {
      const ssize_t count = read(pipe, buffer.data(), buffer.size());
      EXPECT_GT(count, 0) << all;
      if (count <= 0) break;
      all.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

  const testing_support::TempFolder folder_;
  std::string path_ = folder_.Path("log");
  std::unique_ptr<LineWriter> writer_;
};

TEST_F(LineWriterTest, MakesTheFileAndWritesWhatComes) {
  Start();
  for (const char* line : {"1", "2", "3"}) Append(line);
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(path_), "1\n2\n3\n");
  EXPECT_EQ(writer_->stats().written_lines, 3);
  EXPECT_EQ(writer_->stats().written_bytes, 6);
  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0137U, 0U);
}

TEST_F(LineWriterTest, AppendsToWhatIsThere) {
  folder_.Write("log", "1\n");
  Start();
  Append("2");
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(path_), "1\n2\n");
}

TEST_F(LineWriterTest, StartsOnALineOfItsOwnAfterOneThatWasCut) {
  folder_.Write("log", "1\n{\"");
  Start();
  Append("2");
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(path_), "1\n{\"\n2\n");
}

TEST_F(LineWriterTest, OpensTheFileAgainWhereAsked) {
  Start();
  const std::string old = folder_.Path("old");
  std::filesystem::rename(path_, old);
  writer_->Reopen();
  Append("1");
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(old), "");
  EXPECT_EQ(Content(path_), "1\n");
}

TEST_F(LineWriterTest, MakesAFileAnewThatWasRenamedOrRemoved) {
  Start();
  std::filesystem::rename(path_, folder_.Path("old"));
  Append("1");
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(path_), "1\n");
  Start();
  std::filesystem::remove(path_);
  Append("2");
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(path_), "2\n");
}

TEST_F(LineWriterTest, KeepsItsFileWhereItCannotBeOpenedAgain) {
  Start();
  const std::string old = folder_.Path("old");
  std::filesystem::rename(path_, old);
  std::filesystem::create_directory(path_);
  writer_->Reopen();
  Append("1");
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(old), "1\n");
}

// The file takes half a line; then it may grow again, or is another one.
TEST_F(LineWriterTest, TearsNoLineWhereTheFileIsFullForAWhile) {
  for (const bool is_replaced : {false, true}) {
    std::filesystem::remove(path_);
    struct sigaction ignore = {};
    struct sigaction before = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &before);
    rlimit limit = {};
    getrlimit(RLIMIT_FSIZE, &limit);
    rlimit small = limit;
    small.rlim_cur = 6;
    setrlimit(RLIMIT_FSIZE, &small);
    Start();
    Append("1");
    Append("a long line");
    while (writer_->stats().write_failures == 0) std::this_thread::yield();
    EXPECT_EQ(Content(path_), "1\na lo");
    if (is_replaced) std::filesystem::rename(path_, folder_.Path("old"));
    setrlimit(RLIMIT_FSIZE, &limit);
    EXPECT_EQ(writer_->Close(kLong), 0);
    EXPECT_EQ(Content(path_),
              is_replaced ? "a long line\n" : "1\na long line\n");
    sigaction(SIGXFSZ, &before, nullptr);
  }
}

TEST_F(LineWriterTest, TellsOfWhatWasDroppedOnceAPipeIsRead) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const int pipe = open(path_.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(pipe, 0);
  const int room = fcntl(pipe, F_SETPIPE_SZ, 4096);
  ASSERT_GE(room, 4096);
  Start(/*max_bytes=*/10'000);
  // Some are longer than the pipe takes at once.
  const std::string line(9'000, 'x');
  while (writer_->stats().dropped_lines == 0) Append(line);
  const std::string read = ReadUntil(pipe, "dropped 1\n");
  EXPECT_EQ(read.size() % (line.size() + 1), Notice(1).size()) << read.size();
  writer_->BeginEnding(absl::ZeroDuration());
  EXPECT_EQ(writer_->Close(kLong), 0);
  close(pipe);
}

TEST_F(LineWriterTest, EndsInTimeAndCountsWhatIsLostWhereNobodyReads) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  Start();
  // More than a pipe holds.
  const std::string line(100'000, 'x');
  for (int i = 0; i < 3; ++i) Append(line);
  EXPECT_EQ(writer_->Close(absl::Milliseconds(50)), 3);
}

// A line of 1,000 bytes, of which ten fill the queue.
const std::string& Line() {
  static const auto& line = *new std::string(999, 'x');
  return line;
}
constexpr std::int64_t kTenLines = 10'000;

TEST_F(LineWriterTest, DropsAndCountsWhatHasNoRoom) {
  path_ = "/dev/full";
  Start(kTenLines);
  for (int i = 0; i < 14; ++i) Append(Line());
  EXPECT_EQ(writer_->stats().queue_bytes, kTenLines);
  EXPECT_EQ(writer_->stats().dropped_lines, 4);
  writer_->BeginEnding(absl::ZeroDuration());
  Append(Line());
  EXPECT_EQ(writer_->Close(absl::ZeroDuration()), 11);
}

TEST_F(LineWriterTest, TakesALineThatIsLongerThanAllItsRoom) {
  Start(kTenLines);
  const std::string line(1'000'000, 'x');
  Append(line);
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(Content(path_), line + "\n");
}

TEST_F(LineWriterTest, NobodyWaitsAfterTheEndOfBlocking) {
  path_ = "/dev/full";
  Start(kTenLines, WhenFull::kBlock);
  absl::Notification done;
  std::thread producer([&] {
    for (int i = 0; i < 14; ++i) Append(Line());
    done.Notify();
  });
  EXPECT_FALSE(done.WaitForNotificationWithTimeout(absl::Milliseconds(100)));
  writer_->BeginEnding(absl::ZeroDuration());
  producer.join();
  EXPECT_EQ(writer_->stats().dropped_lines, 4);
}

// Each thread's lines in order, where all wait for room again and again.
TEST_F(LineWriterTest, ManyThreadsLoseNothing) {
  Start(kTenLines, WhenFull::kBlock);
  constexpr int kThreads = 8;
  constexpr int kLines = 5'000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < kLines; ++i) Append(absl::StrCat(thread, " ", i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(writer_->Close(kLong), 0);
  EXPECT_EQ(writer_->stats().dropped_lines, 0);
  // The number of each thread's next line.
  std::vector<int> next(kThreads);
  for (const absl::string_view line :
       absl::StrSplit(Content(path_), '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, ' ');
    ASSERT_EQ(parts.size(), 2U) << line;
    ASSERT_EQ(parts[1], absl::StrCat(next[std::stoi(parts[0])]++)) << line;
  }
  EXPECT_EQ(next, std::vector<int>(kThreads, kLines));
}

TEST_F(LineWriterTest, RefusesWhatCannotBeOpened) {
  const std::string path = folder_.Path("none/log");
  EXPECT_EQ(LineWriter::Start(path, 1000, WhenFull::kDrop, Notice).status(),
            absl::UnavailableError(absl::StrCat(
                "cannot open `", path, "`: no such file or directory")));
}

}  // namespace
}  // namespace server

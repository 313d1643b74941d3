#include "server/decision_log/direct_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/operation_log/text_buffer.h"
#include "tests/server/decision_log/log_content.h"
#include "tests/server/decision_log/page_cache.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20U;

class DirectIoTest : public testing::Test {
 protected:
  DirectIoTest()
      : fd_(open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC,
                 0600)) {}
  ~DirectIoTest() override { close(fd_); }

  // Appends text that begins so many bytes beyond a multiple of
  // kDirectIoBytes, to the file and to `expected_`.
  void Append(DirectAppender& appender, std::size_t size, std::size_t beyond) {
    TextBuffer buffer;
    char* const begin = buffer.Extend(kDirectIoBytes + size) + beyond;
    for (std::size_t i = 0; i < size; ++i) {
      begin[i] = static_cast<char>('a' + (expected_.size() + i) % 23);
    }
    absl::string_view text(begin, size);
    expected_ += std::string(text);
    while (!text.empty()) {
      const ssize_t count = appender.Append(fd_, text);
      ASSERT_GT(count, 0);
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  // As it is best for the file.
  void AppendAligned(DirectAppender& appender, std::size_t size) {
    Append(appender, size, EndBeyondDirectIoBytes(fd_));
  }

  const testing_support::TempFolder folder_;
  const std::string path_ = folder_.Path("log");
  const int fd_;
  std::string expected_;
};

TEST_F(DirectIoTest, MuchTextLeavesNothingInTheCacheButItsEnds) {
  if (!CanDoDirectIo(path_)) GTEST_SKIP() << "no direct I/O here";
  DirectAppender appender(absl::InfiniteDuration());
  AppendAligned(appender, 100);
  for (int i = 0; i < 3; ++i) AppendAligned(appender, kMiB + 1000);
  EXPECT_LE(CachedBytes(path_), 4 * kDirectIoBytes);
  EXPECT_EQ(ContentOf(path_), expected_);
}

TEST_F(DirectIoTest, LittleTextGoesByTheCache) {
  DirectAppender appender;
  for (int i = 0; i < 3; ++i) AppendAligned(appender, 100'000);
  EXPECT_GE(CachedBytes(path_), expected_.size());
  EXPECT_EQ(ContentOf(path_), expected_);
}

TEST_F(DirectIoTest, TextThatLiesElsewhereGoesByTheCache) {
  DirectAppender appender;
  Append(appender, 10, 0);
  Append(appender, kMiB, 0);
  Append(appender, kMiB, 9);
  EXPECT_GE(CachedBytes(path_), expected_.size());
  EXPECT_EQ(ContentOf(path_), expected_);
}

TEST_F(DirectIoTest, GoesByTheCacheWhereTheDiskIsSlow) {
  if (!CanDoDirectIo(path_)) GTEST_SKIP() << "no direct I/O here";
  DirectAppender appender(absl::Nanoseconds(1));
  for (int i = 0; i < 4; ++i) AppendAligned(appender, kMiB);
  EXPECT_EQ(CachedBytes(path_), 0);
  for (int i = 0; i < 2; ++i) AppendAligned(appender, kMiB);
  EXPECT_EQ(CachedBytes(path_), 2 * kMiB);
  EXPECT_EQ(ContentOf(path_), expected_);
}

TEST_F(DirectIoTest, KeepsAppendingWhateverOthersDoToTheFile) {
  DirectAppender appender;
  AppendAligned(appender, kMiB + 10);
  ASSERT_EQ(truncate(path_.c_str(), 0), 0);
  expected_.clear();
  AppendAligned(appender, kMiB + 20);
  const int other = open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  ASSERT_EQ(write(other, "other", 5), 5);
  close(other);
  expected_ += "other";
  AppendAligned(appender, kMiB + 30);
  EXPECT_EQ(ContentOf(path_), expected_);
}

TEST_F(DirectIoTest, TellsWhatFails) {
  DirectAppender appender;
  TextBuffer buffer;
  buffer += std::string(kMiB, 'x');
  const int read_only = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(appender.Append(read_only, buffer.text()), -1);
  EXPECT_EQ(errno, EBADF);
  close(read_only);
}

}  // namespace
}  // namespace server

// What becomes of lines where nobody reads stderr.

#include "server/operation_log/operation_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/operation_log.h"

namespace server {
namespace {

using testing_support::LogLine;

// Stderr is a pipe that nobody reads but this.
class OperationLogTest : public testing::Test {
 protected:
  void SetUp() override {
    ConfigureOperationLog({LogFormat::kJson, LogLevel::kInfo});
    std::array<int, 2> ends = {};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    read_end_ = ends[0];
    old_stderr_ = dup(STDERR_FILENO);
    ASSERT_EQ(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    close(ends[1]);
    size_ = fcntl(read_end_, F_GETPIPE_SZ);
  }

  void TearDown() override {
    dup2(old_stderr_, STDERR_FILENO);
    close(old_stderr_);
    close(read_end_);
  }

  // All that is in the pipe.
  std::string ReadAll() const {
    std::string text;
    fcntl(read_end_, F_SETFL, O_NONBLOCK);
    std::array<char, 4096> buffer;
    ssize_t size = 0;
    while ((size = read(read_end_, buffer.data(), buffer.size())) > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

  int read_end_ = -1;
  int old_stderr_ = -1;
  int size_ = 0;
};

TEST_F(OperationLogTest, ALineThatHasNoRoomIsLostAndCounted) {
  constexpr int kLines = 10'000;
  for (int i = 0; i < kLines; ++i) Log(LogLevel::kInfo, "filling");
  const std::string text = ReadAll();
  const auto whole = std::count(text.begin(), text.end(), '\n');
  EXPECT_LT(whole, kLines);
  Log(LogLevel::kInfo, "next");
  std::vector<LogLine> after = testing_support::ParseLog(ReadAll());
  ASSERT_FALSE(after.empty());
  EXPECT_EQ(after.back()["message"], "next");
  EXPECT_EQ(after.back()["lost_lines"], absl::StrCat(kLines - whole));
}

// As a line may be that says all that is wrong with a policy.
TEST_F(OperationLogTest, ALineLongerThanTheRoomHoldsNobodyUp) {
  const std::string longest(static_cast<std::size_t>(size_) * 2, 'x');
  Log(LogLevel::kError, longest);
  const std::string cut = ReadAll();
  EXPECT_EQ(cut.find('\n'), std::string::npos);
  EXPECT_GT(cut.size(), longest.size() / 3);

  Log(LogLevel::kInfo, "next");
  const std::string text = ReadAll();
  EXPECT_EQ(text.front(), '\n');
  LogLine line = testing_support::ParseLog(text.substr(1)).front();
  EXPECT_EQ(line["message"], "next");
  EXPECT_EQ(line["lost_lines"], "1");

  Log(LogLevel::kInfo, "last");
  line = testing_support::ParseLog(ReadAll()).front();
  EXPECT_EQ(line["message"], "last");
  EXPECT_EQ(line.count("lost_lines"), 0U);
}

TEST_F(OperationLogTest, ALongLineIsWholeWhereThereIsRoom) {
  const std::string message(static_cast<std::size_t>(size_) / 2, 'x');
  Log(LogLevel::kError, message);
  EXPECT_EQ(testing_support::ParseLog(ReadAll()).front()["message"], message);
}

}  // namespace
}  // namespace server

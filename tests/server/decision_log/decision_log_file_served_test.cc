// The file that the real server's decision log goes to.

#include <fcntl.h>
#include <grpcpp/support/status.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/server/decision_log/served_log_fixture.h"
#include "tests/support/operation_log.h"
#include "tests/support/subprocess.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Finished;
using testing_support::LogLine;

TEST_F(ServedLogTest, GoesToStdout) {
  Start({"--decision_log=stdout"});
  Check();
  server_->process().Signal(SIGHUP);
  const absl::StatusOr<LogLine> reloaded =
      testing_support::ReadLogLine(server_->process(), "policy reloaded");
  EXPECT_TRUE(reloaded.ok()) << reloaded.status();
  Check();
  const Finished finished = Stop();
  // Which it cannot be.
  EXPECT_THAT(finished.err, Not(HasSubstr("decision log reopened")));
  const std::string listening =
      absl::StrCat("listening on ", server_->address(), "\n");
  ASSERT_THAT(finished.out, StartsWith(listening));
  const std::vector<Object> lines =
      ParseLines(absl::string_view(finished.out).substr(listening.size()));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(Field(lines[0], "action"), "\"CONFIGURE_TOOL\"");
}

TEST_F(ServedLogTest, RotatesOnSighup) {
  StartWithLog();
  Check({{"x-request-id", "1"}});
  WaitForLines(path_, 1);
  const std::string old = folder_.Path("old");
  std::filesystem::rename(path_, old);
  Check({{"x-request-id", "2"}});
  WaitForLines(old, 2);
  server_->process().Signal(SIGHUP);
  const absl::StatusOr<LogLine> line =
      testing_support::ReadLogLine(server_->process(), "decision log reopened");
  ASSERT_TRUE(line.ok()) << line.status();
  Check({{"x-request-id", "3"}});
  EXPECT_EQ(Fields(WaitForLines(path_, 1), "call_id"),
            std::vector<std::string>{"\"3\""});
  EXPECT_EQ(Fields(ParseLinesOf(old), "call_id"),
            (std::vector<std::string>{"\"1\"", "\"2\""}));
}

TEST_F(ServedLogTest, KeepsItsFileWhereItCannotBeReopened) {
  StartWithLog();
  const std::string old = folder_.Path("old");
  std::filesystem::rename(path_, old);
  std::filesystem::create_directory(path_);
  server_->process().Signal(SIGHUP);
  const absl::StatusOr<LogLine> line = testing_support::ReadLogLine(
      server_->process(), "decision log not reopened, the old file is kept");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->at("level"), "error");
  EXPECT_EQ(line->at("error"),
            absl::StrCat("cannot open `", path_, "`: is a directory"));
  Check({{"x-request-id", "1"}});
  EXPECT_EQ(Fields(WaitForLines(old, 1), "call_id"),
            std::vector<std::string>{"\"1\""});
}

TEST_F(ServedLogTest, OthersCannotReadItsFile) {
  StartWithLog();
  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  const mode_t mask = umask(0);
  umask(mask);
  constexpr mode_t kAll = 0777;
  EXPECT_EQ(status.st_mode & kAll, 0640 & ~mask);
}

TEST_F(ServedLogTest, LosesNoLineWhenItEnds) {
  StartWithLog();
  const v1::BatchCheckRequest batch = LongBatch();
  constexpr int kBatches = 5;
  for (int i = 0; i < kBatches; ++i) ASSERT_TRUE(Batch(batch).ok());
  EXPECT_THAT(Stop().err, HasSubstr("\"lost_decision_log_lines\":\"0\""));
  EXPECT_EQ(ParseLinesOf(path_).size(),
            static_cast<std::size_t>(kBatches * batch.checks_size()));
}

TEST_F(ServedLogTest, IsCompressedWhereItsNameSaysSo) {
  const std::string path = folder_.Path("log.lz4");
  Start({absl::StrCat("--decision_log=", path)});
  const v1::BatchCheckRequest batch = LongBatch();
  ASSERT_TRUE(Batch(batch).ok());
  Check({{"x-request-id", "1"}});
  EXPECT_THAT(Stop().err, HasSubstr("\"lost_decision_log_lines\":\"0\""));
  const std::vector<Object> lines = ParseLinesOf(path);
  const auto checks = static_cast<std::size_t>(batch.checks_size());
  ASSERT_EQ(lines.size(), checks + 1);
  // Those of two threads are in any order.
  const auto is_single = [](const Object& line) {
    return Field(line, "call_id") == "\"1\"";
  };
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), is_single), 1);
  EXPECT_LT(std::filesystem::file_size(path), 100 * checks);
}

TEST_F(ServedLogTest, AFullDiskHoldsNothingUp) {
  Start({"--decision_log=/dev/full", "--decision_log_queue_bytes=1048576"});
  const v1::BatchCheckRequest batch = LongBatch();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Batch(batch).ok());
  const absl::StatusOr<LogLine> line = testing_support::ReadLogLine(
      server_->process(), "decision log cannot be written");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->at("error"),
            "cannot write to `/dev/full`: no space left on device");
  EXPECT_THAT(Stop().err, HasSubstr("\"message\":\"ended\""));
}

TEST_F(ServedLogTest, APipeThatNobodyReadsHoldsNothingUp) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  StartWithLog({"--decision_log_queue_bytes=1048576"});
  const v1::BatchCheckRequest batch = LongBatch();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Batch(batch).ok());
  const absl::StatusOr<LogLine> line = testing_support::ReadLogLine(
      server_->process(), "decision log cannot be written");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->at("error"), absl::StrCat("nobody reads `", path_, "`"));
  const int reader = open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  std::array<char, 65'536> some = {};
  EXPECT_GT(read(reader, some.data(), some.size()), 0);
  const absl::StatusOr<LogLine> again = testing_support::ReadLogLine(
      server_->process(), "decision log is written again");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->at("level"), "info");
  EXPECT_EQ(again->at("file"), path_);
  close(reader);
  Stop();
}

TEST_F(ServedLogTest, APipeThatNobodyReadsHoldsAllUpWhereItBlocks) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  StartWithLog({"--decision_log_queue_bytes=1048576",
                "--decision_log_full=block", "--drain_timeout=1s"});
  // More than there is room for: some batch waits.
  const v1::BatchCheckRequest batch = LongBatch();
  grpc::Status status;
  for (int i = 0; i < 5 && status.ok(); ++i) {
    status = Batch(batch, std::chrono::milliseconds(2'000));
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);

  // It goes on as soon as somebody reads.
  const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ASSERT_GE(fd, 0);
  std::atomic<bool> is_enough = false;
  std::thread reader([&] {
    std::array<char, 65536> buffer;
    while (!is_enough) {
      if (read(fd, buffer.data(), buffer.size()) <= 0) {
        std::this_thread::yield();
      }
    }
  });
  EXPECT_TRUE(Batch(batch).ok());
  is_enough = true;
  reader.join();

  // With nobody reading it ends in time all the same.
  for (int i = 0; i < 5; ++i) Batch(batch, std::chrono::milliseconds(500));
  EXPECT_THAT(Stop().err, HasSubstr("lost_decision_log_lines"));
  close(fd);
}

}  // namespace
}  // namespace server

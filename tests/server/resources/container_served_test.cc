// The real server in a container with a memory limit: in a mount namespace
// where a folder stands in for the control groups that the system has.

#include <signal.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::Finished;
using testing_support::LogLine;
using testing_support::ParseLog;
using testing_support::Process;
using testing_support::RunProgram;

constexpr std::int64_t kMiB = std::int64_t{1} << 20U;

// What unshare takes to run a command where the folder is in the place of the
// control groups.
std::vector<std::string> InContainer(const std::string& folder,
                                     std::vector<std::string> command) {
  std::vector<std::string> arguments = {
      "--map-root-user",
      "--mount",
      "sh",
      "-c",
      R"(mount --bind "$0" /sys/fs/cgroup && exec "$@")",
      folder};
  arguments.insert(arguments.end(), command.begin(), command.end());
  return arguments;
}

class ContainerTest : public testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<Finished> finished =
        RunProgram(kUnshare, InContainer(folder_.Path("."), {"true"}));
    if (!finished.ok() || finished->exit_status != 0) {
      GTEST_SKIP() << "the system does not allow mount namespaces";
    }
  }

  // What the server says from its start to its end in a container of so much
  // memory, of control groups of either version.
  std::vector<LogLine> LogWithin(std::int64_t memory) {
    std::filesystem::create_directory(folder_.Path("memory"));
    for (const char* file : {"memory.max", "memory/memory.limit_in_bytes"}) {
      folder_.Write(file, absl::StrCat(memory, "\n"));
    }
    return Log();
  }

  // The same of one as the folder has it.
  std::vector<LogLine> Log() {
    absl::StatusOr<std::unique_ptr<Process>> server = Process::Start(
        kUnshare,
        InContainer(folder_.Path("."),
                    {testing_support::kServerProgram, "--listen=127.0.0.1:0"}));
    if (!server.ok()) {
      ADD_FAILURE() << server.status();
      return {};
    }
    EXPECT_TRUE((*server)->ReadLine(testing_support::Stream::kOut).ok());
    (*server)->Signal(SIGTERM);
    const Finished finished = (*server)->Wait();
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    return ParseLog(finished.err);
  }

  static constexpr char kUnshare[] = "/usr/bin/unshare";
  const testing_support::TempFolder folder_;
};

TEST_F(ContainerTest, LeavesAThirdOfItsMemory) {
  const std::vector<LogLine> log = LogWithin(300 * kMiB);
  ASSERT_GE(log.size(), 2);
  EXPECT_EQ(log[0].at("message"), "serving");
  EXPECT_EQ(log[0].at("container_memory"), "300MiB");
  EXPECT_EQ(log[0].at("max_memory"), "200MiB");
  EXPECT_EQ(log[1].at("message"), "draining");
}

TEST_F(ContainerTest, SaysWhereItSeesNoLimit) {
  const std::vector<LogLine> log = Log();
  ASSERT_GE(log.size(), 2);
  EXPECT_EQ(log[0].at("message"), "serving");
  EXPECT_EQ(log[0].at("container_memory"), "no limit seen");
}

TEST_F(ContainerTest, WarnsWhereThereIsLittleRoom) {
  const std::vector<LogLine> log = LogWithin(100 * kMiB);
  ASSERT_GE(log.size(), 2);
  EXPECT_EQ(log[0].at("message"), "serving");
  LogLine warning = log[1];
  EXPECT_EQ(warning["level"], "warning");
  EXPECT_EQ(warning["message"],
            "the container has little room for --max_memory");
  EXPECT_EQ(warning["max_memory"], log[0].at("max_memory"));
  EXPECT_EQ(warning["container"], "100MiB");
}

}  // namespace
}  // namespace server

// The real server where a file that it reads is a pipe, or hangs.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "authz/policies/embedded_policy.h"
#include "gtest/gtest.h"
#include "tests/server/support/refusal.h"
#include "tests/server/support/wire_client.h"
#include "tests/support/certificates.h"
#include "tests/support/operation_log.h"
#include "tests/support/server_process.h"
#include "tests/support/subprocess.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

using testing_support::Authority;
using testing_support::Finished;
using testing_support::KeyPair;
using testing_support::kServerProgram;
using testing_support::LogLine;
using testing_support::ParseLog;
using testing_support::Process;
using testing_support::ProgramOptions;
using testing_support::ReadLogLine;
using testing_support::ServerProcess;
using testing_support::TempFolder;

struct PipeCase {
  std::string name;
  // "DIR" stands for the folder of the files, in which "pipe" is one.
  std::vector<std::string> flags;
};

void PrintTo(const PipeCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class PipeTest : public testing::TestWithParam<PipeCase> {
 protected:
  PipeTest() {
    const Authority authority("authority");
    const KeyPair pair = authority.IssueForServer();
    folder_.Write("tls.crt", pair.certificate);
    folder_.Write("tls.key", pair.key);
    folder_.Write("ca.crt", authority.certificate());
    EXPECT_EQ(mkfifo(folder_.Path("pipe").c_str(), 0600), 0);
  }

  const TempFolder folder_;
};

TEST_P(PipeTest, IsRefusedAtOnce) {
  std::vector<std::string> flags = {"--listen=127.0.0.1:0"};
  for (const std::string& flag : GetParam().flags) {
    flags.push_back(absl::StrReplaceAll(flag, {{"DIR", folder_.Path("")}}));
  }
  ExpectRefusal(RunServer(flags),
                absl::StrCat("cannot read `", folder_.Path("pipe"),
                             "`: it is a pipe or a device, give a regular "
                             "file"));
}

constexpr char kCert[] = "--tls_cert=DIRtls.crt";
constexpr char kKey[] = "--tls_key=DIRtls.key";

INSTANTIATE_TEST_SUITE_P(
    All, PipeTest,
    testing::ValuesIn(std::vector<PipeCase>{
        {"Policy", {"--policy=DIRpipe"}},
        {"Certificate", {"--tls_cert=DIRpipe", kKey}},
        {"Key", {kCert, "--tls_key=DIRpipe"}},
        {"ClientCa", {kCert, kKey, "--tls_client_ca=DIRpipe"}},
        {"Callers",
         {kCert, kKey, "--tls_client_ca=DIRca.crt", "--callers=DIRpipe"}},
        {"HashKey",
         {"--decision_log=stdout", "--decision_log_hash_ids",
          "--decision_log_hash_key=DIRpipe"}},
    }),
    [](const testing::TestParamInfo<PipeCase>& info) {
      return info.param.name;
    });

// Stdout is a pipe without room that nobody reads.
TEST(StdoutTest, ThatNobodyReadsKeepsNothingFromServing) {
  const TempFolder folder;
  const std::string path = folder.Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  ASSERT_GE(fd, 0);
  const std::string page(4096, 'x');
  while (write(fd, page.data(), page.size()) > 0) {
  }
  const absl::StatusOr<std::unique_ptr<Process>> process = Process::Start(
      "/bin/sh", {"-c", absl::StrCat("exec ", kServerProgram,
                                     " --listen=unix:", folder.Path("socket"),
                                     " --metrics_listen=127.0.0.1:0 >", path)});
  ASSERT_TRUE(process.ok()) << process.status();
  ASSERT_TRUE(ReadLogLine(**process, "serving").ok());
  EXPECT_EQ(HealthOf(Connect(absl::StrCat("unix:", folder.Path("socket")))),
            "SERVING");
  (*process)->Signal(SIGTERM);
  EXPECT_EQ((*process)->Wait().exit_status, 0);
  close(fd);
}

class HangingFileTest : public testing::Test {
 protected:
  HangingFileTest() {
    options_.environment = {
        "LD_PRELOAD=tests/server/support/libhanging_open.so"};
  }

  void Hang() { folder_.Write("policy.hangs", ""); }
  void Answer() { std::filesystem::remove(folder_.Path("policy.hangs")); }

  // A server that waits for its policy. Null where there is none.
  std::unique_ptr<Process> StartHanging() {
    Hang();
    absl::StatusOr<std::unique_ptr<Process>> process = Process::Start(
        kServerProgram, {"--listen=127.0.0.1:0", flag_}, options_);
    EXPECT_TRUE(process.ok()) << process.status();
    if (!process.ok()) return nullptr;
    const absl::StatusOr<std::string> line =
        (*process)->ReadLine(testing_support::Stream::kErr);
    EXPECT_EQ(line.value_or(""), absl::StrCat(policy_, " hangs"));
    return *std::move(process);
  }

  // Reads its operation log until a line that starts so.
  static LogLine Line(Process& process, const std::string& message) {
    const absl::StatusOr<LogLine> line = ReadLogLine(process, message);
    EXPECT_TRUE(line.ok()) << line.status();
    return line.ok() ? *line : LogLine();
  }

  const TempFolder folder_;
  const std::string policy_ =
      folder_.Write("policy", std::string(authz::EmbeddedPolicyText()));
  const std::string flag_ = absl::StrCat("--policy=", policy_);
  ProgramOptions options_;
};

TEST_F(HangingFileTest, SignalsEndAStartThatWaitsForIt) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const std::unique_ptr<Process> process = StartHanging();
    ASSERT_NE(process, nullptr);
    // There is nothing to load again yet.
    process->Signal(SIGHUP);
    process->Signal(signal);
    const Finished finished = process->Wait();
    EXPECT_EQ(finished.exit_status, 128 + signal);
    EXPECT_EQ(finished.out, "");
    LogLine line = ParseLog(finished.err).back();
    EXPECT_EQ(line["message"], "ended at once, it has not started yet");
    EXPECT_EQ(line["signal"], absl::StrCat("SIG", sigabbrev_np(signal)));
  }
}

TEST_F(HangingFileTest, AStartDoesNotWaitForEver) {
  const std::unique_ptr<Process> process = StartHanging();
  ASSERT_NE(process, nullptr);
  const Finished finished = process->Wait();
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.out, "");
  LogLine line = ParseLog(finished.err).back();
  EXPECT_EQ(line["message"], "cannot start");
  EXPECT_EQ(line["error"],
            "it takes longer than 30s: a file system or a name server does not "
            "answer");
}

TEST_F(HangingFileTest, IsToldOfAndTheServerServesOn) {
  const auto server = ServerProcess::Start({flag_}, options_);
  ASSERT_TRUE(server.ok()) << server.status();
  Hang();
  (*server)->process().Signal(SIGHUP);
  LogLine line = Line((*server)->process(), "policy ");
  EXPECT_EQ(line["message"], "policy not reloaded, the last good one stays");
  EXPECT_EQ(line["error"],
            "a file is not read within 10s, its file system does not answer");
  EXPECT_EQ(HealthOf(Connect((*server)->address())), "SERVING");
  Answer();
  EXPECT_EQ(Line((*server)->process(), "policy ")["message"],
            "policy reloaded");
  EXPECT_TRUE((*server)->Stop().ok());
}

TEST_F(HangingFileTest, DoesNotKeepTheServerFromEnding) {
  const auto server = ServerProcess::Start({flag_}, options_);
  ASSERT_TRUE(server.ok()) << server.status();
  Hang();
  (*server)->process().Signal(SIGHUP);
  EXPECT_EQ(Line((*server)->process(), "reloading")["signal"], "SIGHUP");
  EXPECT_TRUE((*server)->Stop().ok());
}

}  // namespace
}  // namespace server

#include "tests/support/subprocess.h"

#include <signal.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"

namespace testing_support {
namespace {

constexpr char kShell[] = "/bin/sh";

struct Case {
  std::string name;
  std::string script;
  ProgramOptions options;
  int exit_status;
  std::string out;
  std::string err;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class RunProgramTest : public testing::TestWithParam<Case> {};

TEST_P(RunProgramTest, CapturesWhatTheProgramDoes) {
  const absl::StatusOr<Finished> finished =
      RunProgram(kShell, {"-c", GetParam().script}, GetParam().options);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->exit_status, GetParam().exit_status);
  EXPECT_EQ(finished->out, GetParam().out);
  EXPECT_EQ(finished->err, GetParam().err);
}

INSTANTIATE_TEST_SUITE_P(
    All, RunProgramTest,
    testing::ValuesIn(std::vector<Case>{
        {"ExitStatus", "exit 7", {}, 7, "", ""},
        {"EndedByASignal", "kill -9 $$", {}, 137, "", ""},
        {"BothStreams", "echo out; echo err >&2", {}, 0, "out\n", "err\n"},
        {"Stdin", "cat", {{}, "some text", false}, 0, "some text", ""},
        {"EmptyStdin", "cat", {}, 0, "", ""},
        {"MoreThanAPipeHolds",
         "cat; cat /dev/null >&2",
         {{}, std::string(1 << 20, 'x'), false},
         0,
         std::string(1 << 20, 'x'),
         ""},
        {"Environment",
         "echo $A $HOME",
         {{"A=b c"}, "", false},
         0,
         "b c\n",
         ""},
        {"NoTerminal", "test -t 0 || test -t 1", {}, 1, "", ""},
        {"Terminal",
         "test -t 0 && test -t 1 && echo yes",
         {{}, "", true},
         0,
         "yes\n",
         ""},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(RunProgramTest, NamesAProgramThatDoesNotExist) {
  const absl::Status status = RunProgram("no/such/program", {}).status();
  EXPECT_EQ(status.message(),
            "start no/such/program: No such file or directory");
}

TEST(ProcessTest, ReadsLinesWhileTheProgramRuns) {
  absl::StatusOr<std::unique_ptr<Process>> process = Process::Start(
      kShell, {"-c",
               "trap 'echo bye; exit 3' TERM; echo one; echo two; echo x >&2;"
               "while :; do read line < /dev/null; done"});
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(*(*process)->ReadLine(Stream::kOut), "one");
  EXPECT_EQ(*(*process)->ReadLine(Stream::kOut), "two");
  EXPECT_EQ(*(*process)->ReadLine(Stream::kErr), "x");
  (*process)->Signal(SIGTERM);
  EXPECT_EQ(*(*process)->ReadLine(Stream::kOut), "bye");
  EXPECT_TRUE(absl::IsOutOfRange((*process)->ReadLine(Stream::kOut).status()));
  const Finished finished = (*process)->Wait();
  EXPECT_EQ(finished.exit_status, 3);
  EXPECT_EQ(finished.out, "one\ntwo\nbye\n");
  EXPECT_EQ(finished.err, "x\n");
}

TEST(ProcessTest, GivesUpWaitingForALine) {
  absl::StatusOr<std::unique_ptr<Process>> process =
      Process::Start(kShell, {"-c", "while :; do read line < /dev/null; done"});
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      (*process)->ReadLine(Stream::kOut, absl::Milliseconds(1)).status()));
}

TEST(ProcessTest, KillsWhatIsNotWaitedFor) {
  pid_t pid = 0;
  {
    absl::StatusOr<std::unique_ptr<Process>> process = Process::Start(
        kShell, {"-c", "while :; do read line < /dev/null; done"});
    ASSERT_TRUE(process.ok()) << process.status();
    pid = (*process)->pid();
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

}  // namespace
}  // namespace testing_support

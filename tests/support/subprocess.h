// Runs programs, and a running program with its output.
//
//   const absl::StatusOr<Finished> finished =
//       RunProgram("cli/authz", {"info", "--local"});
//   EXPECT_EQ(finished->exit_status, 0);

#ifndef TESTS_SUPPORT_SUBPROCESS_H_
#define TESTS_SUPPORT_SUBPROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace testing_support {

// How a program is started.
struct ProgramOptions {
  // All of its environment, "NAME=value" each. Nothing is inherited.
  std::vector<std::string> environment;
  // What it reads from stdin.
  std::string stdin_text;
  // Whether stdin and stdout are a terminal. `stdin_text` is then not read.
  bool terminal = false;
};

// How a program ended and what it printed.
struct Finished {
  // What it exited with, or 128 and the signal that ended it.
  int exit_status = 0;
  std::string out;
  std::string err;
};

enum class Stream { kOut, kErr };

// A program that runs. What it prints is read all the time, so that it never
// waits for its reader. Thread-safe but for Wait, which is called once.
class Process {
 public:
  // `program` is a path; in a Bazel test one of the data files, such as
  // "cli/authz".
  static absl::StatusOr<std::unique_ptr<Process>> Start(
      const std::string& program, const std::vector<std::string>& arguments,
      const ProgramOptions& options = {});

  // Kills the program where it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The next line of the stream without its end, once there is one.
  // OUT_OF_RANGE where the stream ended, DEADLINE_EXCEEDED where there is none
  // for too long.
  absl::StatusOr<std::string> ReadLine(
      Stream stream, absl::Duration timeout = absl::Seconds(60));

  // Sends a signal.
  void Signal(int signal);

  // Waits for the end of the program and of what it prints. Lines that were
  // read are in the output too.
  Finished Wait();

  pid_t pid() const { return pid_; }

 private:
  // What was printed on one stream so far.
  struct Output {
    std::string text;
    std::size_t read = 0;
    bool ended = false;
  };

  Process(pid_t pid, int out_fd, int err_fd);

  // Reads both streams to their ends.
  void Drain(int out_fd, int err_fd);

  Output& OutputOf(Stream stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const pid_t pid_;
  bool waited_ = false;
  absl::Mutex mutex_;
  Output out_ ABSL_GUARDED_BY(mutex_);
  Output err_ ABSL_GUARDED_BY(mutex_);
  std::thread drain_;
};

// Runs a program to its end.
absl::StatusOr<Finished> RunProgram(const std::string& program,
                                    const std::vector<std::string>& arguments,
                                    const ProgramOptions& options = {});

}  // namespace testing_support

#endif  // TESTS_SUPPORT_SUBPROCESS_H_

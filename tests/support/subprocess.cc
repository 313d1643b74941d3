#include "tests/support/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace testing_support {
namespace {

absl::Status Failed(absl::string_view what, int error) {
  return absl::InternalError(absl::StrCat(what, ": ", std::strerror(error)));
}

// A file descriptor that is closed where it goes out of scope.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// A file of that text in memory, to be read from its start. Unlike a pipe, it
// needs nobody to write while the program runs.
absl::StatusOr<Fd> MemoryFile(const std::string& text) {
  Fd file(memfd_create("stdin", MFD_CLOEXEC));
  if (file.get() < 0) return Failed("memfd_create", errno);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count =
        write(file.get(), text.data() + done, text.size() - done);
    if (count < 0) return Failed("write", errno);
    done += static_cast<std::size_t>(count);
  }
  if (lseek(file.get(), 0, SEEK_SET) != 0) return Failed("lseek", errno);
  return file;
}

// Two ends: what is written to the second can be read from the first.
using Ends = std::pair<Fd, Fd>;

absl::StatusOr<Ends> Pipe() {
  std::array<int, 2> fds;
  if (pipe2(fds.data(), O_CLOEXEC) != 0) return Failed("pipe2", errno);
  return Ends(Fd(fds[0]), Fd(fds[1]));
}

// A terminal that passes on what is written to it unchanged.
absl::StatusOr<Ends> Terminal() {
  Fd master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (master.get() < 0 || grantpt(master.get()) != 0 ||
      unlockpt(master.get()) != 0) {
    return Failed("posix_openpt", errno);
  }
  std::array<char, 128> name;
  if (ptsname_r(master.get(), name.data(), name.size()) != 0) {
    return Failed("ptsname_r", errno);
  }
  Fd slave(open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios mode;
  if (slave.get() < 0 || tcgetattr(slave.get(), &mode) != 0) {
    return Failed("open the terminal", errno);
  }
  mode.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  if (tcsetattr(slave.get(), TCSANOW, &mode) != 0) {
    return Failed("tcsetattr", errno);
  }
  return Ends(std::move(master), std::move(slave));
}

// As execve takes them: pointers to the strings, and a null.
std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const std::string& text : strings) {
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Process>> Process::Start(
    const std::string& program, const std::vector<std::string>& arguments,
    const ProgramOptions& options) {
  absl::StatusOr<Ends> out = options.terminal ? Terminal() : Pipe();
  if (!out.ok()) return out.status();
  absl::StatusOr<Ends> err = Pipe();
  if (!err.ok()) return err.status();
  absl::StatusOr<Fd> in = MemoryFile(options.stdin_text);
  if (!in.ok()) return in.status();
  const int stdin_fd = options.terminal ? out->second.get() : in->get();

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const absl::Cleanup destroy_actions = [&actions] {
    posix_spawn_file_actions_destroy(&actions);
  };
  posix_spawn_file_actions_adddup2(&actions, stdin_fd, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out->second.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err->second.get(), STDERR_FILENO);

  std::vector<std::string> argv = {program};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, program.c_str(), &actions, nullptr,
                  Pointers(argv).data(), Pointers(options.environment).data());
  if (error != 0) return Failed(absl::StrCat("start ", program), error);
  return absl::WrapUnique(
      new Process(pid, out->first.release(), err->first.release()));
}

Process::Process(pid_t pid, int out_fd, int err_fd)
    : pid_(pid), drain_([this, out_fd, err_fd] { Drain(out_fd, err_fd); }) {}

Process::~Process() {
  if (waited_) return;
  Signal(SIGKILL);
  Wait();
}

Process::Output& Process::OutputOf(Stream stream) {
  return stream == Stream::kOut ? out_ : err_;
}

void Process::Drain(int out_fd, int err_fd) {
  std::array<pollfd, 2> polled = {pollfd{out_fd, POLLIN, 0},
                                  pollfd{err_fd, POLLIN, 0}};
  constexpr std::array<Stream, 2> kStreams = {Stream::kOut, Stream::kErr};
  std::array<char, 1 << 16> buffer;
  // poll passes over what is negative.
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    if (poll(polled.data(), polled.size(), -1) < 0) continue;
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0) continue;
      const ssize_t count = read(polled[i].fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      absl::MutexLock lock(&mutex_);
      Output& output = OutputOf(kStreams[i]);
      if (count > 0) {
        output.text.append(buffer.data(), static_cast<std::size_t>(count));
      } else {
        // A terminal whose other end is closed ends in an error.
        output.ended = true;
        close(polled[i].fd);
        polled[i].fd = -1;
      }
    }
  }
}

absl::StatusOr<std::string> Process::ReadLine(Stream stream,
                                              absl::Duration timeout) {
  absl::MutexLock lock(&mutex_);
  Output& output = OutputOf(stream);
  const auto has_line = [&output] {
    return output.ended ||
           output.text.find('\n', output.read) != std::string::npos;
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&has_line), timeout)) {
    return absl::DeadlineExceededError("no line was printed");
  }
  const std::size_t end = output.text.find('\n', output.read);
  if (end == std::string::npos) {
    return absl::OutOfRangeError("the stream has ended");
  }
  std::string line = output.text.substr(output.read, end - output.read);
  output.read = end + 1;
  return line;
}

void Process::Signal(int signal) { kill(pid_, signal); }

Finished Process::Wait() {
  waited_ = true;
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  drain_.join();
  Finished finished;
  finished.exit_status =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  absl::MutexLock lock(&mutex_);
  finished.out = out_.text;
  finished.err = err_.text;
  return finished;
}

absl::StatusOr<Finished> RunProgram(const std::string& program,
                                    const std::vector<std::string>& arguments,
                                    const ProgramOptions& options) {
  absl::StatusOr<std::unique_ptr<Process>> process =
      Process::Start(program, arguments, options);
  if (!process.ok()) return process.status();
  return (*process)->Wait();
}

}  // namespace testing_support

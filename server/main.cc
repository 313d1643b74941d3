// authz_server: see --help.

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/flags.h"
#include "base/libraries.h"
#include "base/version.h"
#include "server/decision_log/decision_log.h"
#include "server/metrics/metrics.h"
#include "server/net/handshakes.h"
#include "server/operation_log/grpc_log.h"
#include "server/operation_log/operation_log.h"
#include "server/options.h"
#include "server/reload/file_reloader.h"
#include "server/resources/container.h"
#include "server/running.h"
#include "server/server.h"
#include "server/service_manager.h"
#include "server/start_report.h"

namespace {

using server::Log;
using server::LogLevel;
using server::Running;

// For the decision log's last lines, once all calls have ended.
constexpr absl::Duration kLastLines = absl::Seconds(1);

// For the start, which takes milliseconds where files and names are answered.
constexpr std::chrono::seconds kMaxStartTime(30);

// Blocks the signals that the server obeys, in this thread and those it starts,
// so that they can be waited for.
sigset_t BlockSignals() {
  // Where a reader of stdout or stderr has gone, writing fails, and that is
  // all.
  signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

[[noreturn]] void Fail(absl::string_view error) {
  Log(LogLevel::kError, "cannot start", {{"error", error}});
  std::quick_exit(1);
}

// With the status that the shell gives to a process ended by the signal.
[[noreturn]] void EndAtOnce(int signal, absl::string_view why) {
  Log(LogLevel::kWarning, absl::StrCat("ended at once, ", why),
      {{"signal", absl::StrCat("SIG", sigabbrev_np(signal))}});
  _exit(128 + signal);
}

// Starts the server by its flags. For --help and --version, prints and ends the
// process.
absl::StatusOr<Running> StartByFlags(
    const std::vector<std::string>& arguments) {
  absl::StatusOr<server::Options> options = server::ParseOptions(
      arguments, base::Environment(), server::ContainerMemory());
  if (!options.ok()) return options.status();
  if (options->help || options->version) {
    std::cout << (options->help ? server::HelpText()
                                : base::VersionText("authz_server"))
              << std::flush;
    std::quick_exit(0);
  }
  server::ConfigureOperationLog(options->operation_log);
  server::RedirectGrpcLog();
  server::WatchHandshakes();
  return server::Start(*std::move(options));
}

// Starts in a thread of its own, and meanwhile obeys the signals that end the
// process. So no file, file system or name server can keep it from ending.
Running StartObeying(const sigset_t& signals,
                     const std::vector<std::string>& arguments) {
  const int started_fd = eventfd(0, EFD_CLOEXEC);
  const int signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  std::promise<absl::StatusOr<Running>> promise;
  std::future<absl::StatusOr<Running>> future = promise.get_future();
  std::thread([started_fd, arguments, promise = std::move(promise)]() mutable {
    promise.set_value(StartByFlags(arguments));
    eventfd_write(started_fd, 1);
  }).detach();

  pollfd watched[] = {{started_fd, POLLIN, 0}, {signal_fd, POLLIN, 0}};
  const int timeout = std::chrono::milliseconds(kMaxStartTime).count();
  while (true) {
    if (poll(watched, 2, timeout) == 0) {
      Fail(absl::StrCat("it takes longer than ", kMaxStartTime.count(),
                        "s: a file system or a name server does not answer"));
    }
    if (watched[0].revents != 0) break;
    signalfd_siginfo told = {};
    if (read(signal_fd, &told, sizeof(told)) == sizeof(told) &&
        told.ssi_signo != SIGHUP) {
      EndAtOnce(static_cast<int>(told.ssi_signo), "it has not started yet");
    }
  }
  close(started_fd);
  close(signal_fd);
  absl::StatusOr<Running> running = future.get();
  if (!running.ok()) Fail(running.status().message());
  return *std::move(running);
}

// Waits for a signal that ends the server and returns it; until then reloads
// and reopens on SIGHUP.
int WaitForEnd(const sigset_t& signals, const Running& running) {
  const std::vector<server::FileReloader*> all = running.Files();
  constexpr timespec kSecond = {1, 0};
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &kSecond);
    if (signal == SIGHUP) {
      Log(LogLevel::kInfo, "reloading", {{"signal", "SIGHUP"}});
      for (server::FileReloader* files : all) files->Reload();
      if (running.log != nullptr) running.log->Reopen();
    } else if (signal > 0) {
      return signal;
    }
    for (server::FileReloader* files : all) files->TellIfHung();
  }
}

// From now on such a signal ends the process at once.
void EndAtOnceOnSignal(const sigset_t& signals) {
  std::thread([signals] {
    int signal = SIGHUP;
    while (signal == SIGHUP) sigwait(&signals, &signal);
    EndAtOnce(signal, "this is the second signal");
  }).detach();
}

[[noreturn]] void Run(const std::vector<std::string>& arguments) {
  const sigset_t signals = BlockSignals();
  const Running running = StartObeying(signals, arguments);
  for (server::FileReloader* files : running.Files()) files->Watch();
  server::LogStart(running);
  const server::LogFormat format = running.options.operation_log.format;
  for (const std::string& address : running.server->addresses()) {
    server::PrintAddress("listening on", address, format);
  }
  if (running.metrics != nullptr) {
    running.metrics->Expose(running.Sources());
    server::PrintAddress("metrics on", running.metrics->url(), format);
  }
  server::TellServiceManager();

  const int signal = WaitForEnd(signals, running);
  EndAtOnceOnSignal(signals);
  const server::DrainOptions& drain = running.options.drain;
  server::DecisionLog* const log = running.log.get();
  Log(LogLevel::kInfo, "draining",
      {{"signal", absl::StrCat("SIG", sigabbrev_np(signal))},
       {"delay", absl::FormatDuration(drain.delay)},
       {"timeout", absl::FormatDuration(drain.timeout)}});
  if (log != nullptr) log->BeginEnding(drain.delay + drain.timeout);
  running.server->Announce();
  absl::SleepFor(drain.delay);
  running.server->Stop(drain.timeout);
  const std::int64_t lost = log != nullptr ? log->Close(kLastLines) : 0;
  Log(lost > 0 ? LogLevel::kError : LogLevel::kInfo, "ended",
      {{"lost_decision_log_lines", lost}});
  // Every call has ended and every socket is gone, but that of the metrics, for
  // a last scrape. What is left is gRPC's own shutdown, which can wait 10 s for
  // a thread of its own to wake up, that of the metrics, which takes 2 s, and
  // a file that may be read for good.
  std::quick_exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  Run(std::vector<std::string>(argv + 1, argv + argc));
}

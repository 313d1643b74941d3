#include "tests/support/server_process.h"

#include <signal.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tests/support/sanitized.h"
#include "tests/support/subprocess.h"

namespace testing_support {
namespace {

constexpr absl::string_view kListen = "--listen=";

// Sanitizers take more than the server may by default.
constexpr absl::string_view kMaxMemory = "--max_memory=";
constexpr char kMuchMemory[] = "17179869184";

// How many listeners the flags ask for; 0 where they do not say.
std::ptrdiff_t CountListeners(const std::vector<std::string>& flags) {
  std::ptrdiff_t count = 0;
  for (absl::string_view flag : flags) {
    if (absl::ConsumePrefix(&flag, kListen)) {
      count = 1 + std::count(flag.begin(), flag.end(), ',');
    }
  }
  return count;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    std::vector<std::string> flags, const ProgramOptions& options) {
  std::ptrdiff_t listeners = CountListeners(flags);
  if (listeners == 0) {
    flags.push_back(absl::StrCat(kListen, "127.0.0.1:0"));
    listeners = 1;
  }
  const bool has_max_memory =
      std::any_of(flags.begin(), flags.end(), [](const std::string& flag) {
        return absl::StartsWith(flag, kMaxMemory);
      });
  if (kIsSanitized && !has_max_memory) {
    flags.push_back(absl::StrCat(kMaxMemory, kMuchMemory));
  }
  absl::StatusOr<std::unique_ptr<Process>> process =
      Process::Start(kServerProgram, flags, options);
  if (!process.ok()) return process.status();

  std::vector<std::string> addresses;
  while (static_cast<std::ptrdiff_t>(addresses.size()) < listeners) {
    const absl::StatusOr<std::string> line = (*process)->ReadLine(Stream::kOut);
    if (!line.ok()) {
      (*process)->Signal(SIGKILL);
      return absl::UnavailableError(
          absl::StrCat("the server does not listen: ", line.status().message(),
                       "\n", (*process)->Wait().err));
    }
    absl::string_view address = *line;
    if (absl::ConsumePrefix(&address, "listening on ")) {
      addresses.emplace_back(address);
    }
  }
  return absl::WrapUnique(
      new ServerProcess(*std::move(process), std::move(addresses)));
}

ServerProcess::ServerProcess(std::unique_ptr<Process> process,
                             std::vector<std::string> addresses)
    : process_(std::move(process)), addresses_(std::move(addresses)) {}

absl::Status ServerProcess::Stop() {
  process_->Signal(SIGTERM);
  const Finished finished = process_->Wait();
  if (finished.exit_status == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "the server exited with ", finished.exit_status, "\n", finished.err));
}

}  // namespace testing_support

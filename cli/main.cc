// The command `authz`: asks a server, or this process, for decisions, and
// analyses policies.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/flags.h"
#include "base/libraries.h"
#include "cli/commands/answer.h"
#include "cli/commands/commands.h"
#include "cli/commands/flags.h"
#include "cli/commands/help.h"
#include "third_party/compat/library_log.h"

namespace cli {
namespace {

// What the program prints, and its exit status.
struct Printed {
  std::string out;
  std::string err;
  ExitStatus exit_status = kExitOk;
};

// `command` is "authz", or with the name of one of its commands.
Printed BadUsage(absl::string_view command, const absl::Status& status) {
  return {"",
          absl::StrCat(command, ": ", status.message(), ", see `", command,
                       " --help`\n"),
          kExitBadRequest};
}

// The number of words in the command's name.
int WordCount(const Command& command) {
  return 1 + static_cast<int>(absl::c_count(command.name, ' '));
}

absl::Status CheckOutput(const Command& command) {
  if (absl::c_linear_search(command.outputs,
                            absl::GetFlag(FLAGS_output).value)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "cannot print `", AbslUnparseFlag(absl::GetFlag(FLAGS_output)),
      "`, give one of ", OutputFormatNames(command.outputs)));
}

Printed Help(absl::Span<const std::string> topics) {
  if (topics.empty() || topics[0] == "help") {
    return {ProgramHelp(), "", kExitOk};
  }
  if (topics.size() == 1 && IsFamily(topics[0])) {
    return {FamilyHelp(topics[0]), "", kExitOk};
  }
  const absl::StatusOr<const Command*> command = FindCommand(topics);
  if (!command.ok()) return BadUsage("authz", command.status());
  if (static_cast<int>(topics.size()) > WordCount(**command)) {
    return BadUsage("authz", absl::InvalidArgumentError(
                                 "help is of one command at a time"));
  }
  return {CommandHelp(**command), "", kExitOk};
}

absl::Status CheckArguments(const Command& command,
                            const std::vector<std::string>& arguments) {
  if (command.arguments.empty() && !arguments.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("takes no argument and got `", arguments[0], "`"));
  }
  // More often a variable that was not set than meant.
  if (absl::c_linear_search(arguments, "")) {
    return absl::InvalidArgumentError(
        "an argument is empty, leave it out or say what it is to be");
  }
  return absl::OkStatus();
}

Printed RunCommand(const Command& command,
                   const std::vector<std::string>& arguments) {
  const absl::Status usable = CheckArguments(command, arguments);
  const absl::StatusOr<Answer> answer =
      usable.ok() ? command.run(arguments) : usable;
  if (answer.ok()) return {answer->text, "", answer->exit_status};
  return {
      "",
      absl::StrCat("authz ", command.name, ": ", answer.status().message(),
                   "\n"),
      absl::IsInvalidArgument(answer.status()) ? kExitBadRequest : kExitFailed};
}

// Sets the command's flags by the environment and by its arguments, which win.
// The environment says which server a command asks that asks one, and how to
// speak TLS with it where it is not on a Unix socket.
absl::Status SetFlags(const Command& command,
                      const std::vector<std::string>& arguments) {
  constexpr absl::string_view kServer[] = {"server"};
  const bool asks = absl::c_linear_search(command.flags, kServer[0]) &&
                    !absl::GetFlag(FLAGS_local);
  absl::Status status;
  const auto set = [&](absl::Span<const absl::string_view> by_environment) {
    status = base::SetFlagsFromEnvironment(base::Environment(), "AUTHZ_",
                                           by_environment);
    if (status.ok())
      status = base::ParseFlags(arguments, command.flags).status();
    return status.ok();
  };
  if (!asks) {
    set({});
  } else if (set(kServer) &&
             !absl::StartsWith(absl::GetFlag(FLAGS_server), "unix:")) {
    set(ServerFlags({}));
  }
  return status;
}

// Runs the command that the arguments, without the program's name, ask for.
Printed Run(const std::vector<std::string>& arguments) {
  // Flags may stand before the command, so it takes all of them to find it.
  absl::StatusOr<std::vector<std::string>> others =
      base::ParseFlags(arguments, base::FlagsDefinedIn("cli/"));
  if (!others.ok()) return BadUsage("authz", others.status());
  const bool wants_help = absl::GetFlag(FLAGS_help);
  if (others->empty()) {
    if (wants_help) return Help({});
    if (absl::GetFlag(FLAGS_version)) {
      return {base::VersionText("authz"), "", kExitOk};
    }
    // Not success: a script that lost its arguments must not take it for an
    // allow.
    return {"", ProgramHelp(), kExitBadRequest};
  }
  if (others->front() == "help") {
    return Help(absl::MakeConstSpan(*others).subspan(1));
  }
  const absl::StatusOr<const Command*> found = FindCommand(*others);
  if (wants_help && (found.ok() || IsFamily(others->front()))) {
    others->resize(found.ok() ? WordCount(**found) : 1);
    return Help(*others);
  }
  if (!found.ok()) return BadUsage("authz", found.status());
  const Command& command = **found;
  others->erase(others->begin(), others->begin() + WordCount(command));
  absl::Status usage = SetFlags(command, arguments);
  if (usage.ok()) usage = CheckOutput(command);
  if (!usage.ok()) return BadUsage(absl::StrCat("authz ", command.name), usage);
  return RunCommand(command, *others);
}

// The command itself says why there is no answer. GRPC_VERBOSITY brings gRPC's
// own log back.
void SilenceGrpc() {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  compat::SetGrpcLog([](const compat::LibraryMessage&) {});
}

}  // namespace
}  // namespace cli

int main(int argc, char** argv) {
  cli::SilenceGrpc();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0),
                                           argv + argc);
  const cli::Printed printed = cli::Run(arguments);
  std::fputs(printed.err.c_str(), stderr);
  const bool written = std::fwrite(printed.out.data(), 1, printed.out.size(),
                                   stdout) == printed.out.size() &&
                       std::fflush(stdout) == 0;
  if (!written) {
    std::perror("authz: cannot write to stdout");
    return cli::kExitFailed;
  }
  return printed.exit_status;
}

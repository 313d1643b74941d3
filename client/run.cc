#include "client/run.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cli/flags.h"
#include "client/commands/command.h"
#include "client/commands/commands.h"
#include "client/commands/flags.h"

namespace client {
namespace {

// `command` is "authz", or with the name of one of its commands.
Printed BadUsage(absl::string_view command, const absl::Status& status) {
  return {"",
          absl::StrCat(command, ": ", status.message(), ", see `", command,
                       " --help`\n"),
          kExitBadRequest};
}

Printed Help(const std::vector<std::string>& topics) {
  if (topics.empty() || topics[0] == "help") {
    return {ProgramHelp(), "", kExitOk};
  }
  const absl::StatusOr<const Command*> command = FindCommand(topics[0]);
  if (!command.ok()) return BadUsage("authz", command.status());
  if (topics.size() > 1) {
    return BadUsage("authz", absl::InvalidArgumentError(
                                 "help is of one command at a time"));
  }
  return {CommandHelp(**command), "", kExitOk};
}

Printed RunCommand(const Command& command,
                   const std::vector<std::string>& arguments) {
  absl::StatusOr<Answer> answer = command.run(arguments);
  if (answer.ok()) return {std::move(answer->text), "", answer->exit_status};
  return {
      "",
      absl::StrCat("authz ", command.name, ": ", answer.status().message(),
                   "\n"),
      absl::IsInvalidArgument(answer.status()) ? kExitBadRequest : kExitFailed};
}

}  // namespace

Printed Run(const std::vector<std::string>& arguments) {
  // Flags may stand before the command, so it takes all of them to find it.
  absl::StatusOr<std::vector<std::string>> others =
      cli::ParseFlags(arguments, AllFlags());
  if (!others.ok()) return BadUsage("authz", others.status());
  const bool wants_help = absl::GetFlag(FLAGS_help);
  if (others->empty()) {
    if (wants_help) return Help({});
    // Not success: a script that lost its arguments must not take it for an
    // allow.
    return {"", ProgramHelp(), kExitBadRequest};
  }
  const std::string name = others->front();
  others->erase(others->begin());
  if (name == "help") return Help(*others);

  const absl::StatusOr<const Command*> command = FindCommand(name);
  if (!command.ok()) return BadUsage("authz", command.status());
  if (wants_help) return Help({name});
  const absl::Status taken =
      cli::ParseFlags(arguments, (*command)->flags).status();
  if (!taken.ok()) return BadUsage(absl::StrCat("authz ", name), taken);
  return RunCommand(**command, *others);
}

}  // namespace client

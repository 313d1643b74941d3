// What every command of `authz` is made of.

#ifndef CLI_COMMANDS_COMMAND_H_
#define CLI_COMMANDS_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cli/commands/flags.h"

namespace cli {

// What the program's exit status says. A script may rely on it: 0 is never
// anything but an allow, or good health, or what was asked for.
enum ExitStatus {
  kExitOk = 0,
  kExitDenied = 1,
  // Bad usage, or a malformed request: there is no decision.
  kExitBadRequest = 2,
  // The server cannot be reached, failed, or does not serve.
  kExitFailed = 3,
};

// What a command prints on stdout, and its exit status.
struct Answer {
  std::string text;
  ExitStatus exit_status = kExitOk;
};

struct Command {
  // One word, or two for one of a family, such as "policy verify".
  absl::string_view name;
  // What follows the name and the flags, as the usage line shows it.
  absl::string_view arguments;
  // What it does: one line, lower case, no final stop.
  absl::string_view summary;
  // The rest of its help, in paragraphs of lines that fit a terminal.
  absl::string_view details;
  // The flags that it takes.
  std::vector<absl::string_view> flags;
  // Runs it on the arguments that are not flags, which are set.
  // INVALID_ARGUMENT exits with kExitBadRequest, any other error with
  // kExitFailed.
  absl::StatusOr<Answer> (*run)(const std::vector<std::string>& arguments) =
      nullptr;
  // What it takes as --output.
  std::vector<OutputFormat> outputs = {OutputFormat::kText,
                                       OutputFormat::kJson};
};

}  // namespace cli

#endif  // CLI_COMMANDS_COMMAND_H_

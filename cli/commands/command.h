// Command: a command of `authz`, as a row of the table of them.

#ifndef CLI_COMMANDS_COMMAND_H_
#define CLI_COMMANDS_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cli/commands/answer.h"
#include "cli/commands/flags.h"

namespace cli {

struct Command {
  // One word, or two for one of a family, such as "policy verify".
  absl::string_view name;
  // The arguments, as the usage line shows them. Empty: it takes none.
  absl::string_view arguments;
  // What it does: one line, lower case, no final stop.
  absl::string_view summary;
  // The rest of its help, in paragraphs of lines that fit a terminal.
  absl::string_view details;
  // The names of the flags that it takes.
  std::vector<absl::string_view> flags;
  // Runs it on the arguments that are not flags; flags are set by then. An
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

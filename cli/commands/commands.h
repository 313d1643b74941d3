// The table of all commands of `authz`.

#ifndef CLI_COMMANDS_COMMANDS_H_
#define CLI_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cli/commands/answer.h"
#include "cli/commands/flags.h"

namespace cli {

// A row of the table.
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
  // The function that runs it, one of run.h.
  absl::StatusOr<Answer> (*run)(const std::vector<std::string>& arguments) =
      nullptr;
  // The values of --output that it takes.
  std::vector<OutputFormat> outputs = {OutputFormat::kText,
                                       OutputFormat::kJson};
};

// A row for each command, in the order that help shows them in.
const std::vector<Command>& AllCommands();

// The command that the first words name, one or two of them. INVALID_ARGUMENT
// where there is none. There must be a word.
absl::StatusOr<const Command*> FindCommand(absl::Span<const std::string> words);

// Whether the command's name is the family's and one more word.
bool IsOfFamily(const Command& command, absl::string_view family);

// Whether the word is the family of any command.
bool IsFamily(absl::string_view word);

}  // namespace cli

#endif  // CLI_COMMANDS_COMMANDS_H_

// The table of all commands of `authz`.

#ifndef CLI_COMMANDS_COMMANDS_H_
#define CLI_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cli/commands/command.h"

namespace cli {

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

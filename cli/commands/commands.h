// All commands of `authz`, and its help.

#ifndef CLI_COMMANDS_COMMANDS_H_
#define CLI_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cli/commands/command.h"

namespace cli {

// In the order that help shows them in.
const std::vector<Command>& AllCommands();

// The command that the first words name, one or two of them. INVALID_ARGUMENT
// where there is none. There must be a word.
absl::StatusOr<const Command*> FindCommand(absl::Span<const std::string> words);

// Whether the word is the first of the names of several commands.
bool IsFamily(absl::string_view word);

// The help of the program, of a family of commands and of one command.
std::string ProgramHelp();
std::string FamilyHelp(absl::string_view family);
std::string CommandHelp(const Command& command);

}  // namespace cli

#endif  // CLI_COMMANDS_COMMANDS_H_

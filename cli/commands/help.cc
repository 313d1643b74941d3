#include "cli/commands/help.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/flags.h"
#include "cli/commands/commands.h"
#include "cli/format/style.h"
#include "cli/format/table.h"

namespace cli {
namespace {

constexpr absl::string_view kExamples = R"(
Examples
  authz check '{"actor": {"id": "ann", "companyAdmin": true},
                "action": "ACTION_CONFIGURE_TOOL"}'
  authz explain --local request.json
  authz matrix
)";

constexpr absl::string_view kExitStatuses = R"(
Exit status
  0  allowed; the server serves; what was asked for is printed
  1  denied; the policy breaks a guardrail, has issues, or opens something up;
     a policy test fails; something is not covered
  2  bad usage or a malformed request: there is no decision
  3  the server cannot be reached, failed, or does not serve
)";

TableRow Row(const Command& command) {
  return {{std::string(command.name)}, {std::string(command.summary)}};
}

}  // namespace

std::string ProgramHelp() {
  std::vector<TableRow> rows;
  for (const Command& command : AllCommands()) rows.push_back(Row(command));
  rows.push_back({{"help"}, {"print the help of a command"}});
  return absl::StrCat(
      "authz asks whether a user may do something in Conversations.\n\n"
      "Usage: authz COMMAND [FLAGS] [ARGUMENT]\n\n"
      "Commands\n",
      FormatTable(rows, /*indent=*/2, Style()), kExamples, kExitStatuses,
      "\nWhich server to ask can also be given by the environment: "
      "AUTHZ_SERVER=ADDRESS\nis --server=ADDRESS, and so are the flags of TLS. "
      "The command line wins.\n"
      "\n`authz help COMMAND` says what a command takes, and\n"
      "`authz --version` which one this is.\n");
}

std::string FamilyHelp(absl::string_view family) {
  std::vector<TableRow> rows;
  for (const Command& command : AllCommands()) {
    if (IsOfFamily(command, family)) rows.push_back(Row(command));
  }
  return absl::StrCat(
      "Usage: authz ", family, " COMMAND [FLAGS] [ARGUMENT]\n\nCommands\n",
      FormatTable(rows, /*indent=*/2, Style()), "\n`authz help ", family,
      " COMMAND` says what a command takes.\n");
}

std::string CommandHelp(const Command& command) {
  std::vector<absl::string_view> flags = command.flags;
  flags.push_back("help");
  return absl::StrCat("authz ", command.name, ": ", command.summary,
                      ".\n\nUsage: authz ", command.name, " [FLAGS]",
                      command.arguments.empty() ? "" : " ", command.arguments,
                      "\n\n", command.details, "\nFlags\n",
                      base::FlagsHelp(flags), kExitStatuses);
}

}  // namespace cli

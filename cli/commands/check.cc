#include "cli/commands/check.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/command.h"
#include "cli/commands/decide.h"
#include "cli/commands/flags.h"

namespace cli {
namespace {

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  return DecideOne(arguments, /*explain=*/false);
}

}  // namespace

Command CheckCommand() {
  return {
      "check",
      "[JSON|FILE|-]",
      "decide one check",
      R"(The argument is the JSON of a CheckRequest, a file of it, or `-` for stdin.
What the request leaves out is unknown, and an unknown fact allows nothing: the
denial MISSING_FACTS lists the fields that it needs. Settings that are left out
have the policy's defaults.

Examples
  authz check '{"actor": {"id": "ann", "companyAdmin": true},
                "action": "ACTION_CONFIGURE_TOOL"}'
  authz check --local request.json
  authz check --server=unix:/run/authz.sock --output=json - < request.json
  if authz check request.json > /dev/null; then echo "go ahead"; fi
)",
      ServerFlags({"local", "policy", "timeout", "output", "color"}),
      Run};
}

}  // namespace cli

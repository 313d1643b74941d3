#include "cli/commands/explain.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/command.h"
#include "cli/commands/decide.h"
#include "cli/commands/flags.h"

namespace cli {
namespace {

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  return DecideOne(arguments, /*explain=*/true);
}

}  // namespace

Command ExplainCommand() {
  return {
      "explain",
      "[JSON|FILE|-]",
      "decide one check and show how the decision came about",
      R"(Takes what `authz check` takes, and exits as it does. Below the decision stands
every requirement of the action's rule, in order:
  ✓  satisfied
  ✗  failed: the first one that failed gives the reason
  ?  unknown: the request leaves out what it takes to tell
each with what it asks for, the facts that it looked at, and where it comes from.

Examples
  authz explain '{"actor": {"id": "ann", "companyAdmin": false},
                  "action": "ACTION_CREATE_GROUP"}'
  authz explain --local --policy=policy.txtpb request.json
)",
      ServerFlags({"local", "policy", "timeout", "output", "color"}),
      Run};
}

}  // namespace cli

#include "cli/commands/batch.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/commands/command.h"
#include "cli/commands/flags.h"
#include "cli/commands/input.h"
#include "cli/commands/json.h"
#include "cli/commands/open.h"
#include "cli/decision_point.h"
#include "cli/format/batch.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {
namespace {

ExitStatus ExitStatusOf(const BatchCounts& counts) {
  if (counts.denied > 0) return kExitDenied;
  return counts.malformed > 0 ? kExitBadRequest : kExitOk;
}

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  const absl::StatusOr<std::string> text = ReadRequestText(arguments);
  if (!text.ok()) return text.status();
  v1::BatchCheckRequest request;
  absl::Status parsed = FromJson(*text, request);
  if (!parsed.ok()) return parsed;

  const absl::StatusOr<v1::BatchCheckResponse> response =
      (*decision_point)->BatchCheck(request);
  if (!response.ok()) return response.status();
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(*response)
                  : FormatBatch(request, *response, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output), ExitStatusOf(CountResults(*response))};
}

}  // namespace

Command BatchCommand() {
  return {
      "batch",
      "[JSON|FILE|-]",
      "decide many checks at one time, by one policy",
      R"(The argument is the JSON of a BatchCheckRequest, a file of it, or `-` for stdin.
A check takes each top-level field that it leaves out from `shared`. One line is
printed per check: its index, its id, and the decision.

Exits with 1 where any check is denied, else with 2 where any is malformed.

Examples
  authz batch '{"shared": {"actor": {"id": "ann", "companyAdmin": true}},
                "checks": [{"id": "a", "action": "ACTION_CONFIGURE_TOOL"},
                           {"id": "b", "action": "ACTION_EXPORT_CONVERSATIONS"}]}'
  authz batch --local --output=json checks.json
)",
      ServerFlags({"local", "policy", "timeout", "output", "color"}),
      Run};
}

}  // namespace cli

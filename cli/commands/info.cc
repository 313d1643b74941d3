#include "cli/commands/info.h"

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
#include "cli/format/info.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {
namespace {

absl::StatusOr<Answer> Run(const std::vector<std::string>& arguments) {
  absl::Status none = ExpectNoArguments(arguments);
  if (!none.ok()) return none;
  absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  const absl::StatusOr<v1::GetServerInfoResponse> info =
      (*decision_point)->GetServerInfo();
  if (!info.ok()) return info.status();
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(*info) : FormatInfo(*info, StdoutStyle());
  if (!output.ok()) return output.status();
  return Answer{*std::move(output), kExitOk};
}

}  // namespace

Command InfoCommand() {
  return {"info",
          "",
          "show what the server runs: its version, its policy and its limits",
          R"(Examples
  authz info
  authz info --local --policy=policy.txtpb
)",
          ServerFlags({"local", "policy", "timeout", "output", "color"}),
          Run};
}

}  // namespace cli

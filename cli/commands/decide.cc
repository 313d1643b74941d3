#include "cli/commands/decide.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/command.h"
#include "cli/commands/flags.h"
#include "cli/commands/input.h"
#include "cli/commands/json.h"
#include "cli/commands/open.h"
#include "cli/decision_point.h"
#include "cli/format/decision.h"
#include "cli/format/explanation.h"
#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {
namespace {

std::string FormatText(const v1::CheckResponse& response) {
  const Style style = StdoutStyle();
  std::string text = FormatDecision(response, style);
  if (response.has_explanation()) {
    absl::StrAppend(&text, "\n", FormatExplanation(response, style));
  }
  return text;
}

}  // namespace

absl::StatusOr<Answer> DecideOne(const std::vector<std::string>& arguments,
                                 bool explain) {
  absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  const absl::StatusOr<std::string> text = ReadRequestText(arguments);
  if (!text.ok()) return text.status();
  v1::CheckRequest request;
  absl::Status parsed = FromJson(*text, request);
  if (!parsed.ok()) return parsed;
  if (explain) request.set_explain(true);

  const absl::StatusOr<v1::CheckResponse> response =
      (*decision_point)->Check(request);
  if (!response.ok()) return response.status();
  absl::StatusOr<std::string> output =
      WantsJson() ? ToJson(*response) : FormatText(*response);
  if (!output.ok()) return output.status();
  return Answer{*std::move(output),
                response->allowed() ? kExitOk : kExitDenied};
}

}  // namespace cli

#include "cli/commands/decide.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/input.h"
#include "cli/commands/open.h"
#include "cli/decision_point.h"
#include "cli/format/decision.h"
#include "cli/format/explanation.h"
#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {
namespace {

std::string FormatResponse(const v1::CheckResponse& response,
                           const Style& style) {
  std::string text = FormatDecision(response, style);
  if (response.has_explanation()) {
    absl::StrAppend(&text, "\n", FormatExplanation(response, style));
  }
  return text;
}

absl::StatusOr<Answer> DecideOne(const std::vector<std::string>& arguments,
                                 bool explain) {
  const absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  v1::CheckRequest request;
  absl::Status read = ReadRequest(arguments, request);
  if (!read.ok()) return read;
  if (explain) request.set_explain(true);
  const absl::StatusOr<v1::CheckResponse> response =
      (*decision_point)->Check(request);
  if (!response.ok()) return response.status();
  return MakeAnswer(*response, FormatResponse,
                    response->allowed() ? kExitOk : kExitDenied);
}

ExitStatus ExitStatusOf(const BatchCounts& counts) {
  if (counts.denied > 0) return kExitDenied;
  return counts.malformed > 0 ? kExitBadRequest : kExitOk;
}

}  // namespace

absl::StatusOr<Answer> RunCheck(const std::vector<std::string>& arguments) {
  return DecideOne(arguments, /*explain=*/false);
}

absl::StatusOr<Answer> RunExplain(const std::vector<std::string>& arguments) {
  return DecideOne(arguments, /*explain=*/true);
}

absl::StatusOr<Answer> RunBatch(const std::vector<std::string>& arguments) {
  const absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  v1::BatchCheckRequest request;
  absl::Status read = ReadRequest(arguments, request);
  if (!read.ok()) return read;
  const absl::StatusOr<v1::BatchCheckResponse> response =
      (*decision_point)->BatchCheck(request);
  if (!response.ok()) return response.status();
  return MakeAnswer(
      *response,
      [&request](const v1::BatchCheckResponse& answered, const Style& style) {
        return FormatBatch(request, answered, style);
      },
      ExitStatusOf(CountResults(*response)));
}

}  // namespace cli

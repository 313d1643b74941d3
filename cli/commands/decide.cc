#include <unistd.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/read_file.h"
#include "cli/commands/json.h"
#include "cli/commands/open.h"
#include "cli/commands/run.h"
#include "cli/format/response.h"
#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/message.h"

namespace cli {
namespace {

// The argument is JSON text, which starts with "{", or a file of it, or "-" for
// stdin. No argument is stdin too, unless that is a terminal.
absl::StatusOr<std::string> ReadText(const Arguments& arguments) {
  if (arguments.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("takes one argument and got ", arguments.size(),
                     ", put JSON text in single quotes"));
  }
  if (arguments.empty() && isatty(STDIN_FILENO) == 1) {
    return absl::InvalidArgumentError(
        "nothing to decide, give JSON text, a file, or `-` for stdin");
  }
  if (arguments.empty() || arguments[0] == "-") {
    return base::ReadAll(STDIN_FILENO, "stdin");
  }
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(arguments[0]), "{")) {
    return arguments[0];
  }
  return base::ReadFile(arguments[0]);
}

// INVALID_ARGUMENT where the arguments give no such request.
absl::Status ReadRequest(const Arguments& arguments,
                         google::protobuf::Message& request) {
  const absl::StatusOr<std::string> text = ReadText(arguments);
  return text.ok() ? FromJson(*text, request) : text.status();
}

std::string FormatResponse(const v1::CheckResponse& response,
                           const Style& style) {
  std::string text = FormatDecision(response, style);
  if (response.has_explanation()) {
    absl::StrAppend(&text, "\n", FormatExplanation(response, style));
  }
  return text;
}

absl::StatusOr<Answer> DecideOne(const Arguments& arguments, bool explain) {
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

absl::StatusOr<Answer> RunCheck(const Arguments& arguments) {
  return DecideOne(arguments, /*explain=*/false);
}

absl::StatusOr<Answer> RunExplain(const Arguments& arguments) {
  return DecideOne(arguments, /*explain=*/true);
}

absl::StatusOr<Answer> RunBatch(const Arguments& arguments) {
  const absl::StatusOr<std::unique_ptr<DecisionPoint>> decision_point =
      OpenDecisionPoint();
  if (!decision_point.ok()) return decision_point.status();
  v1::BatchCheckRequest request;
  absl::Status read = ReadRequest(arguments, request);
  if (!read.ok()) return read;
  // Not success: a script that has lost its checks must not take it for allows.
  if (request.checks().empty()) {
    return absl::InvalidArgumentError("checks: there are none");
  }
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

// Decisions, one or those of a batch, as text.

#ifndef CLI_FORMAT_DECISION_H_
#define CLI_FORMAT_DECISION_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "conversations/authz/v1/decision.pb.h"

namespace cli {

// "ALLOWED", or "DENIED" and the reason; below it all that the decision
// carries, save its explanation.
std::string FormatDecision(
    const conversations::authz::v1::CheckResponse& response,
    const Style& style);

struct BatchCounts {
  int allowed = 0;
  int denied = 0;
  int malformed = 0;
};

BatchCounts CountResults(
    const conversations::authz::v1::BatchCheckResponse& response);

// One line per check, with its index, its id and all that its decision carries,
// and a summary. The response has one result per check of the request.
std::string FormatBatch(
    const conversations::authz::v1::BatchCheckRequest& request,
    const conversations::authz::v1::BatchCheckResponse& response,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_DECISION_H_

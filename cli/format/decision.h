// A decision as text.

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

// The same on one line, after the word, as in
//   DENIED  MISSING_FACTS: conversation.actor_is_member
// without the id and the policy's version.
std::string DecisionDetails(
    const conversations::authz::v1::CheckResponse& response);

}  // namespace cli

#endif  // CLI_FORMAT_DECISION_H_

// Formats the service's answers: decisions, explanations, and its policy and
// limits.

#ifndef CLI_FORMAT_RESPONSE_H_
#define CLI_FORMAT_RESPONSE_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

namespace v1 = ::conversations::authz::v1;

// "ALLOWED", or "DENIED" and the reason; below it all that the decision
// carries, save its explanation.
std::string FormatDecision(const v1::CheckResponse& response,
                           const Style& style);

struct BatchCounts {
  int allowed = 0;
  int denied = 0;
  int malformed = 0;
};

BatchCounts CountResults(const v1::BatchCheckResponse& response);

// One line per check, with its index, its id and all that its decision carries,
// and a summary. The response has one result per check of the request.
std::string FormatBatch(const v1::BatchCheckRequest& request,
                        const v1::BatchCheckResponse& response,
                        const Style& style);

// Every requirement of the response's explanation in rule order: a mark, its
// name, what it asks for, the facts it looked at, where it comes from, and
// whether it decided.
std::string FormatExplanation(const v1::CheckResponse& response,
                              const Style& style);

// The version, the policy and the limits.
std::string FormatInfo(const v1::GetServerInfoResponse& info,
                       const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_RESPONSE_H_

// The explanation of a decision, as text.

#ifndef CLI_FORMAT_EXPLANATION_H_
#define CLI_FORMAT_EXPLANATION_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

// Every requirement of the response's explanation in rule order: a mark, its
// name, what it asks for, the facts it looked at, where it comes from, and
// whether it decided.
std::string FormatExplanation(
    const conversations::authz::v1::CheckResponse& response,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_EXPLANATION_H_

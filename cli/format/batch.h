// The answers to a batch as text.

#ifndef CLI_FORMAT_BATCH_H_
#define CLI_FORMAT_BATCH_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {

struct BatchCounts {
  int allowed = 0;
  int denied = 0;
  int malformed = 0;
};

BatchCounts CountResults(
    const conversations::authz::v1::BatchCheckResponse& response);

// One line per check, with its index and its id, and a summary. The response
// has one result per check of the request.
std::string FormatBatch(
    const conversations::authz::v1::BatchCheckRequest& request,
    const conversations::authz::v1::BatchCheckResponse& response,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_BATCH_H_

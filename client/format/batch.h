// The answers to a batch as text.

#ifndef CLIENT_FORMAT_BATCH_H_
#define CLIENT_FORMAT_BATCH_H_

#include <string>

#include "client/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace client {

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

}  // namespace client

#endif  // CLIENT_FORMAT_BATCH_H_

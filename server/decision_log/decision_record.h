// A decision as it waits to be logged: what its line is to say, not yet as
// text.
//
// A thread that answers calls has the code for one line in no cache, since it
// runs so much other code between two; the thread that writes makes many lines
// in a row. So it is there that they become text.

#ifndef SERVER_DECISION_LOG_DECISION_RECORD_H_
#define SERVER_DECISION_LOG_DECISION_RECORD_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/decision_line.h"
#include "server/decision_log/id_hasher.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Appends a record of what all lines of a call begin with.
void AppendCallRecord(const CallFields& call, TextBuffer& to);

// Appends that beginning.
void AppendCallOf(absl::string_view record, TextBuffer& to);

// Appends a record of a decision, and of the facts where they are to be logged.
// Ids are hashed where there is a hasher; otherwise the record has as much of
// them as the line, and what shows that they are cut.
void AppendDecisionRecord(const CallFields& call,
                          const authz::RequestView& request,
                          const authz::v1::CheckResponse& decision,
                          std::optional<authz::Facts> facts,
                          const IdHasher* hasher, TextBuffer& to);

// Appends the line of one decision, without its line break. Allows say that so
// large a share of them is logged, where that is less than 1.
void AppendDecisionOf(absl::string_view record, double sample_allows,
                      TextBuffer& to);

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_RECORD_H_

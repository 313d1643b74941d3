// Renders entries of the decision log, field by field, as JSON: see
// decision_log.proto.

#ifndef SERVER_DECISION_LOG_ENTRY_JSON_H_
#define SERVER_DECISION_LOG_ENTRY_JSON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/request_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/id_hasher.h"
#include "server/decision_log/json.h"

namespace server {

// The fields that every entry of a call begins with. All but the first may be
// empty.
struct LoggedCall {
  absl::Time time;
  absl::string_view call_id;
  absl::string_view trace_parent;
  absl::string_view method;
  std::string caller;
};

// A check that was decided.
struct LoggedCheck {
  // Which one of the batch; none of a `Check`.
  std::optional<std::uint32_t> index;
  // With what the batch's checks share.
  const authz::RequestView& view;
  const authz::v1::CheckResponse& response;
  // The time of evaluation, where the rule reads it.
  std::optional<absl::Time> at;
  // As it was asked, where requests are logged; else null.
  const authz::v1::CheckRequest* request = nullptr;
};

// Ids are hashed where there is a hasher.

// Begins an entry. BeginDecisions and EndEntry come next.
void BeginEntry(const LoggedCall& call, Json& to);

// Begins the list of decisions, and what they have in common. `shared` is null
// where it is not logged; of all allows, the share `sample_allows` is. For each
// decision AppendDecision or AppendMalformed comes next, then EndDecisions.
void BeginDecisions(absl::string_view policy_version, double sample_allows,
                    const authz::v1::CheckRequest* shared,
                    const IdHasher* hasher, Json& to);
void AppendDecision(const LoggedCheck& check, const IdHasher* hasher, Json& to);
void AppendMalformed(std::uint32_t index, const authz::v1::CheckError& error,
                     Json& to);
void EndDecisions(Json& to);

// Ends the entry. `status` is empty where others of the same call follow.
void EndEntry(absl::string_view status, absl::string_view message,
              absl::Duration duration, Json& to);

// The whole line of an entry that says that so many were lost.
std::string DropNotice(std::int64_t dropped);

// The name of a google.rpc.Code number.
std::string CodeName(int code);

}  // namespace server

#endif  // SERVER_DECISION_LOG_ENTRY_JSON_H_

#include "server/decision_log/call_log.h"

#include <optional>

#include "authz/facts/facts.h"
#include "server/decision_log/decision_record.h"
#include "server/decision_log/line_packing.h"
#include "server/decision_log/line_queue.h"
#include "server/operation_log/text_buffer.h"
#include "server/rpc/call_id.h"
#include "server/rpc/caller.h"

namespace server {

CallLog::CallLog(DecisionLog* log, const UnixUsers* users,
                 grpc::ServerContext& call, absl::string_view method,
                 absl::Time now)
    : log_(log),
      users_(users),
      call_(call),
      method_(method),
      time_(now),
      start_(log == nullptr ? std::chrono::steady_clock::time_point()
                            : std::chrono::steady_clock::now()),
      // To look for an id takes gRPC a map of all that the call brought.
      id_(log == nullptr ? "" : SendCallIdBack(call)) {}

CallFields CallLog::FieldsOf(absl::string_view policy_version,
                             absl::string_view caller) const {
  CallFields fields;
  fields.time = time_;
  fields.call_id = id_;
  fields.traceparent = CheckedTraceparent(MetadataOf(call_, kTraceparentKey));
  fields.caller = caller;
  fields.method = method_;
  fields.policy_version = policy_version;
  fields.duration = absl::FromChrono(std::chrono::steady_clock::now() - start_);
  return fields;
}

void CallLog::AppendCall(absl::string_view policy_version,
                         TextBuffer& to) const {
  const std::string caller = CallerOf(call_, users_);
  CallFields fields = FieldsOf(policy_version, caller);
  fields.method = "";
  AppendCallRecord(fields, to);
}

void CallLog::Decided(const authz::CompiledPolicy& policy,
                      const authz::CheckOutcome& outcome) {
  const authz::v1::CheckResponse& response = *outcome.response;
  if (log_ == nullptr || !log_->Wants(response.allowed())) return;
  const std::string caller = CallerOf(call_, users_);
  const CallFields fields = FieldsOf(policy.version, caller);
  std::optional<authz::Facts> facts;
  if (log_->options().facts) facts = outcome.decision.facts;
  log_->queue().Append(1, [&](TextBuffer& to) {
    PackedPart part = PackedPart::Record(DecisionLog::kDecisionRecord, to);
    AppendDecisionRecord(fields, outcome.request, response, facts,
                         log_->hasher(), to);
    part.End();
  });
}

grpc::Status CallLog::Rejected(grpc::Status status) {
  if (log_ == nullptr) return status;
  const std::string caller = CallerOf(call_, users_);
  log_->Rejected(FieldsOf("", caller), status.error_code(),
                 status.error_message());
  return status;
}

}  // namespace server

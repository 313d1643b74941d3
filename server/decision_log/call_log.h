// What a call leaves in the decision log, and the id that it takes back.

#ifndef SERVER_DECISION_LOG_CALL_LOG_H_
#define SERVER_DECISION_LOG_CALL_LOG_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/decide/check_outcome.h"
#include "authz/policy/policy.h"
#include "server/decision_log/decision_line.h"
#include "server/decision_log/decision_log.h"
#include "server/net/unix_users.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Made when a call is started, in the thread that answers it; at most one at a
// time in each thread. Without a log it does nothing.
class CallLog {
 public:
  // For a call that began at `now`. `log` and `users` may be null. All must
  // outlive it.
  CallLog(DecisionLog* log, const UnixUsers* users, grpc::ServerContext& call,
          absl::string_view method, absl::Time now);

  CallLog(const CallLog&) = delete;
  CallLog& operator=(const CallLog&) = delete;

  // The decision of a check.
  void Decided(const authz::CompiledPolicy& policy,
               const authz::CheckOutcome& outcome);

  // The call gets no decision. Returns `status`.
  grpc::Status Rejected(grpc::Status status);

  // For BatchLog. Null where there is no log.
  DecisionLog* log() const { return log_; }
  // A record of what the lines of all checks of this call begin with, once it
  // is decided. Their index tells the method.
  void AppendCall(absl::string_view policy_version, TextBuffer& to) const;

 private:
  // What all lines of this call have in common. `caller` must outlive it.
  CallFields FieldsOf(absl::string_view policy_version,
                      absl::string_view caller) const;

  DecisionLog* const log_;
  const UnixUsers* const users_;
  grpc::ServerContext& call_;
  const absl::string_view method_;
  // When it began; twice, since durations are not taken from the clock that may
  // be set.
  const absl::Time time_;
  const std::chrono::steady_clock::time_point start_;
  const std::string id_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_CALL_LOG_H_

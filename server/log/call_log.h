// What a call leaves in the decision log, and the id that it takes back.

#ifndef SERVER_LOG_CALL_LOG_H_
#define SERVER_LOG_CALL_LOG_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/log/decision_line.h"
#include "server/log/decision_log.h"
#include "server/log/unix_users.h"

namespace server {

// Made when a call is started, in the thread that answers it; at most one at a
// time in each thread. Without a log it does nothing.
class CallLog {
 public:
  // `log` and `users` may be null. All must outlive it.
  CallLog(DecisionLog* log, const UnixUsers* users, grpc::ServerContext& call,
          absl::string_view method);

  CallLog(const CallLog&) = delete;
  CallLog& operator=(const CallLog&) = delete;

  // The decision of a check, made at `now`.
  void Decided(const authz::CompiledPolicy& policy,
               const authz::v1::CheckRequest& request, absl::Time now,
               const authz::v1::CheckResponse& decision);

  // The next result of a batch. It is logged when the batch has been decided.
  void Add(const authz::v1::BatchCheckResult& result) {
    if (log_ != nullptr) Note(result);
  }
  // All results of the batch, decided at `now`, have been added.
  void Decided(const authz::CompiledPolicy& policy,
               const authz::v1::BatchCheckRequest& request, absl::Time now);

  // The call gets no decision. Returns `status`. What was added is not logged,
  // since nobody is told of it.
  grpc::Status Rejected(grpc::Status status);

 private:
  // What is remembered of a batch's result: the outcome as it is written, which
  // ends where it ends in the text of all.
  struct Noted {
    int index;
    bool is_allow;
    // Whether there is a decision.
    bool is_decision;
    std::size_t text_end;
  };
  // Memory that a thread uses for one batch after the other.
  struct Notes {
    std::vector<Noted> results;
    std::string text;
    // What the lines of a call, and of checks with the same question, have in
    // common.
    std::string call;
    std::string call_and_question;
  };
  class BatchLines;

  static Notes& NotesOfThread();
  void Note(const authz::v1::BatchCheckResult& result);
  // What all lines of this call have in common. `caller` must outlive it.
  CallFields FieldsOf(absl::string_view policy_version,
                      absl::string_view caller) const;
  void AppendCall(absl::string_view policy_version, std::string& to) const;

  DecisionLog* const log_;
  const UnixUsers* const users_;
  const grpc::ServerContext& call_;
  const absl::string_view method_;
  const std::string id_;
  // When it began. Durations are not taken from the clock that may be set.
  absl::Time time_;
  std::chrono::steady_clock::time_point start_;
  // Of the batch, once there is a result.
  Notes* notes_ = nullptr;
  int results_ = 0;
};

}  // namespace server

#endif  // SERVER_LOG_CALL_LOG_H_

// Logs one call in the decision log, and sends its id back. Writes the fields
// of entries by hand: to fill the messages takes longer than the check.

#ifndef SERVER_DECISION_LOG_CALL_LOG_H_
#define SERVER_DECISION_LOG_CALL_LOG_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/decide/check_outcome.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/decision_log.h"
#include "server/decision_log/json.h"

namespace server {

//   CallLog log(decision_log, context, "Check", now);
//   ...
//   if (!status.ok()) return log.End(status);
//   log.Begin(policy);
//   log.Add(outcome, request);
//   return log.End(grpc::Status::OK);
//
// Without a decision log it does nothing. Not thread-safe. Holds no more than
// one entry in memory, whatever the size of a batch.
class CallLog {
 public:
  // For a call that began at `now`. `log` may be null; it and `call` must
  // outlive this.
  CallLog(DecisionLog* log, grpc::ServerContext& call, absl::string_view method,
          absl::Time now);

  CallLog(const CallLog&) = delete;
  CallLog& operator=(const CallLog&) = delete;

  // The policy that decides, before the first decision; for a batch also its
  // shared check. Both must outlive this.
  void Begin(const authz::CompiledPolicy& policy,
             const authz::v1::CheckRequest* shared = nullptr) {
    policy_ = &policy;
    shared_ = shared;
  }

  // Logs the next check in order, with its outcome; but not that of a malformed
  // `Check`, of which End logs the status.
  void Add(const authz::CheckOutcome& outcome,
           const authz::v1::CheckRequest& request) {
    if (log_ != nullptr) LogDecision(outcome, request);
  }

  // Ends the call with `status`, and returns it. Where that is an error,
  // decisions that are not written yet are left out. To be called once.
  grpc::Status End(grpc::Status status);

 private:
  // An entry that is being rendered.
  struct Entry {
    // Enough for a `Check` without its request.
    static constexpr std::size_t kFirstBytes = 1024;

    Entry() : buffer(nullptr, kFirstBytes), json(buffer) {}

    JsonBuffer buffer;
    Json json;
    // Once it has so many bytes, another entry is begun.
    std::size_t max_bytes = 0;
  };

  void LogDecision(const authz::CheckOutcome& outcome,
                   const authz::v1::CheckRequest& request);
  // Makes sure that there is an entry that takes another decision. False where
  // there is no room: then no more of this call is logged.
  bool OpenEntry();
  // Write the fields that every entry of the call has before its decisions, and
  // after them. `status` is empty where another entry follows.
  void BeginEntry();
  void EndEntry(absl::string_view status, absl::string_view message);

  DecisionLog* const log_;
  grpc::ServerContext& call_;
  const absl::string_view method_;
  // When it began, by the time of day and by a clock that nobody sets.
  const absl::Time time_;
  const std::chrono::steady_clock::time_point start_;
  const std::string id_;
  const authz::CompiledPolicy* policy_ = nullptr;
  // Null in a `Check`.
  const authz::v1::CheckRequest* shared_ = nullptr;
  std::uint32_t next_index_ = 0;
  std::unique_ptr<Entry> entry_;
  bool is_dropped_ = false;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_CALL_LOG_H_

#include "server/decision_log/call_log.h"

#include <algorithm>

#include "server/rpc/call_identity.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// What most programs that follow logs take as a line. Another entry of the
// batch begins past it, but not before there is as much of decisions as there
// is of what all entries of the batch repeat.
constexpr std::size_t kMaxEntryBytes = std::size_t{32} << 10U;

}  // namespace

CallLog::CallLog(DecisionLog* log, grpc::ServerContext& call,
                 absl::string_view method, absl::Time now)
    : log_(log),
      call_(call),
      method_(method),
      time_(now),
      start_(log == nullptr ? std::chrono::steady_clock::time_point()
                            : std::chrono::steady_clock::now()),
      // To look for an id takes gRPC a map of all that the call brought.
      id_(log == nullptr ? "" : SendCallIdBack(call)) {}

absl::Duration CallLog::Elapsed() const {
  return absl::FromChrono(std::chrono::steady_clock::now() - start_);
}

LoggedCall CallLog::Fields() const {
  return {time_, id_, CheckedTraceparent(MetadataOf(call_, kTraceparentKey)),
          method_, CallerOf(call_)};
}

bool CallLog::OpenEntry() {
  if (is_dropped_) return false;
  if (entry_.has_value()) {
    if (entry_->buffer.GetSize() < entry_->max_bytes) return true;
    CloseEntry("");
  }
  is_dropped_ = !log_->queue().Admit();
  if (is_dropped_) return false;
  Entry& entry = entry_.emplace();
  BeginEntry(Fields(), entry.json);
  const DecisionLogOptions& options = log_->options();
  BeginDecisions(policy_->version, options.sample_allows,
                 options.requests ? shared_ : nullptr, log_->hasher(),
                 entry.json);
  entry.max_bytes = std::max(kMaxEntryBytes, 2 * entry.buffer.GetSize());
  return true;
}

void CallLog::CloseEntry(absl::string_view status) {
  EndDecisions(entry_->json);
  EndEntry(status, "", Elapsed(), entry_->json);
  entry_->buffer.Put('\n');
  log_->queue().Append({entry_->buffer.GetString(), entry_->buffer.GetSize()});
  entry_.reset();
}

void CallLog::Add(const authz::CheckOutcome& outcome,
                  const v1::CheckRequest& request) {
  const std::uint32_t index = next_index_++;
  if (log_ == nullptr) return;
  if (outcome.malformed.has_value()) {
    if (OpenEntry()) {
      AppendMalformed(index, outcome.result->error(), entry_->json);
    }
    return;
  }
  const v1::CheckResponse& response = *outcome.response;
  if (!log_->Wants(response.allowed()) || !OpenEntry()) return;
  LoggedCheck check = {std::nullopt, outcome.request, response, std::nullopt};
  if (shared_ != nullptr) check.index = index;
  if (policy_->RuleFor(outcome.request.action).reads_time) {
    check.at = outcome.at;
  }
  if (log_->options().requests) check.request = &request;
  AppendDecision(check, log_->hasher(), entry_->json);
}

grpc::Status CallLog::End(grpc::Status status) {
  if (log_ == nullptr || is_dropped_) return status;
  if (!status.ok()) {
    entry_.reset();
    log_->Rejected(Fields(), status.error_code(), status.error_message(),
                   Elapsed());
  } else if (entry_.has_value()) {
    CloseEntry("OK");
  }
  return status;
}

}  // namespace server

#include "server/log/call_log.h"

#include <algorithm>
#include <cstddef>

#include "absl/time/clock.h"
#include "authz/extract.h"
#include "authz/request_view.h"
#include "authz/time.h"
#include "server/log/call_id.h"
#include "server/log/caller.h"
#include "server/log/line_queue.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using authz::RequestView;

// Lines of a batch that are put into the queue at once.
constexpr std::size_t kLinesAtOnce = 32;

// Of the memory for batches that a thread keeps.
constexpr std::size_t kMostKeptBytes = std::size_t{1} << 20U;

authz::Facts FactsOf(const authz::CompiledPolicy& policy,
                     const RequestView& request, absl::Time now) {
  return authz::ExtractFacts(
      policy, request,
      request.at != nullptr ? authz::ToTime(*request.at) : now);
}

}  // namespace

// The lines of a batch, one after the other.
class CallLog::BatchLines {
 public:
  BatchLines(const DecisionLog& log, Notes& notes,
             const authz::CompiledPolicy& policy,
             const v1::BatchCheckRequest& batch, absl::Time now)
      : log_(log),
        notes_(notes),
        policy_(policy),
        batch_(batch),
        shared_(authz::ViewOf(batch.shared())),
        now_(now) {}

  // The line of the result that was noted as the i-th.
  void Append(std::size_t i, std::string& to) {
    const Noted& noted = notes_.results[i];
    const std::size_t text_begin = i > 0 ? notes_.results[i - 1].text_end : 0;
    const RequestView request =
        authz::ViewOf(batch_.checks(noted.index), shared_);
    DecisionLine line(log_.hasher(), to);
    to += noted.is_decision ? CallAndQuestionOf(request) : notes_.call;
    line.Index(noted.index);
    line.CheckId(request.id);
    to.append(notes_.text, text_begin, noted.text_end - text_begin);
    const DecisionLogOptions& options = log_.options();
    if (noted.is_allow && options.sample_allows < 1) {
      line.SampleRate(options.sample_allows);
    }
    if (noted.is_decision && options.facts) {
      line.Facts(FactsOf(policy_, request, now_));
    }
    line.End();
  }

 private:
  // Most checks of a batch ask the same of different things.
  const std::string& CallAndQuestionOf(const RequestView& request) {
    if (request.actor != actor_ || request.conversation != conversation_ ||
        request.action != action_) {
      actor_ = request.actor;
      conversation_ = request.conversation;
      action_ = request.action;
      notes_.call_and_question = notes_.call;
      DecisionLine(log_.hasher(), notes_.call_and_question).Question(request);
    }
    return notes_.call_and_question;
  }

  const DecisionLog& log_;
  Notes& notes_;
  const authz::CompiledPolicy& policy_;
  const v1::BatchCheckRequest& batch_;
  const RequestView shared_;
  const absl::Time now_;
  const v1::User* actor_ = nullptr;
  const v1::Conversation* conversation_ = nullptr;
  v1::Action action_ = v1::ACTION_UNSPECIFIED;
};

CallLog::CallLog(DecisionLog* log, const UnixUsers* users,
                 grpc::ServerContext& call, absl::string_view method)
    : log_(log),
      users_(users),
      call_(call),
      method_(method),
      // To look for an id takes gRPC a map of all that the call brought.
      id_(log == nullptr ? "" : SendCallIdBack(call)) {
  if (log_ == nullptr) return;
  time_ = absl::Now();
  start_ = std::chrono::steady_clock::now();
}

CallLog::Notes& CallLog::NotesOfThread() {
  thread_local Notes notes;
  return notes;
}

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
                         std::string& to) const {
  const std::string caller = CallerOf(call_, users_);
  DecisionLine(log_->hasher(), to).Call(FieldsOf(policy_version, caller));
}

void CallLog::Decided(const authz::CompiledPolicy& policy,
                      const v1::CheckRequest& request, absl::Time now,
                      const v1::CheckResponse& decision) {
  if (log_ == nullptr || !log_->Wants(decision.allowed())) return;
  const DecisionLogOptions& options = log_->options();
  std::string& call = NotesOfThread().call;
  call.clear();
  AppendCall(policy.version, call);
  log_->queue().Append(1, [&](std::string& to) {
    const RequestView view = authz::ViewOf(request);
    DecisionLine line(log_->hasher(), to);
    to += call;
    line.Question(view);
    line.CheckId(view.id);
    line.Outcome(decision);
    if (decision.allowed() && options.sample_allows < 1) {
      line.SampleRate(options.sample_allows);
    }
    if (options.facts) line.Facts(FactsOf(policy, view, now));
    line.End();
  });
}

void CallLog::Note(const v1::BatchCheckResult& result) {
  if (results_ == 0) {
    notes_ = &NotesOfThread();
    Notes& notes = *notes_;
    if (notes.text.capacity() > kMostKeptBytes) std::string().swap(notes.text);
    notes.results.clear();
    notes.text.clear();
  }
  Notes& notes = *notes_;
  const int index = results_++;
  const bool is_decision = result.has_response();
  const bool is_allow = is_decision && result.response().allowed();
  if (!log_->Wants(is_allow)) return;
  DecisionLine line(log_->hasher(), notes.text);
  if (is_decision) {
    line.Outcome(result.response());
  } else {
    line.Rejection(result.error().code(), result.error().message());
  }
  notes.results.push_back({index, is_allow, is_decision, notes.text.size()});
}

void CallLog::Decided(const authz::CompiledPolicy& policy,
                      const v1::BatchCheckRequest& request, absl::Time now) {
  if (log_ == nullptr || results_ == 0) return;
  Notes& notes = *notes_;
  notes.call.clear();
  AppendCall(policy.version, notes.call);
  BatchLines lines(*log_, notes, policy, request, now);
  for (std::size_t done = 0; done < notes.results.size();
       done += kLinesAtOnce) {
    const std::size_t count =
        std::min(kLinesAtOnce, notes.results.size() - done);
    log_->queue().Append(static_cast<int>(count), [&](std::string& to) {
      for (std::size_t i = done; i < done + count; ++i) lines.Append(i, to);
    });
  }
}

grpc::Status CallLog::Rejected(grpc::Status status) {
  if (log_ == nullptr) return status;
  const std::string caller = CallerOf(call_, users_);
  log_->Rejected(FieldsOf("", caller), status.error_code(),
                 status.error_message());
  return status;
}

}  // namespace server

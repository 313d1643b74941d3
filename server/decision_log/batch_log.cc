#include "server/decision_log/batch_log.h"

#include "server/decision_log/decision_log.h"
#include "server/decision_log/line_packing.h"
#include "server/decision_log/line_queue.h"
#include "server/operation_log/text_buffer.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using authz::RequestView;

// Of the memory for lines that a thread keeps: enough for a batch of 10,000
// checks, also with their facts. To have it anew each time costs as much as to
// fill it.
constexpr std::size_t kMostKeptBytes = std::size_t{4} << 20U;
constexpr std::size_t kMostKeptBytesWithFacts = std::size_t{16} << 20U;

// A small request can have very many checks, with ids that they share, and
// results with very many ids. Past the first, lists and facts are left out,
// past the second all ids: a line then has its action, number and outcome.
constexpr std::size_t kMostTextBytes = std::size_t{16} << 20U;
constexpr std::size_t kMostTextBytesWithIds = std::size_t{24} << 20U;

}  // namespace

BatchLog::Lines& BatchLog::LinesOfThread() {
  thread_local Lines lines;
  return lines;
}

BatchLog::BatchLog(const CallLog& call, const authz::CompiledPolicy& policy)
    : call_(call),
      log_(call.log()),
      policy_(policy),
      lines_(LinesOfThread()),
      allows_are_bare_(log_ != nullptr && !log_->options().denials_only &&
                       log_->options().sample_allows >= 1 &&
                       !log_->options().facts) {
  lines_.text.Truncate(0);
  lines_.pieces.clear();
}

BatchLog::~BatchLog() {
  const bool has_facts = log_ != nullptr && log_->options().facts;
  if (lines_.text.capacity() >
      (has_facts ? kMostKeptBytesWithFacts : kMostKeptBytes)) {
    TextBuffer().swap(lines_.text);
  }
}

void BatchLog::Append(const authz::CheckOutcome& outcome) {
  const std::uint32_t index = next_++;
  const RequestView& check = outcome.request;
  const v1::CheckResponse* response = outcome.response;
  if (response == nullptr) {
    const v1::CheckError& error = outcome.result->error();
    ShareNoQuestion();
    PackedPart part =
        PackedPart::CountedLine(index, RejectionOf(error.code()), lines_.text);
    AppendError(check, error);
    part.End();
  } else if (log_->Wants(response->allowed())) {
    if (!IsShared(check)) ShareQuestion(check);
    PackedPart part = PackedPart::CountedLine(
        index, OutcomeOf(response->allowed(), response->reason()), lines_.text);
    AppendDecision(outcome);
    part.End();
  } else {
    return;
  }
  EndLine();
}

void BatchLog::AppendDecision(const authz::CheckOutcome& outcome) {
  const v1::CheckResponse& decision = *outcome.response;
  const DecisionLogOptions& options = log_->options();
  const bool has_room = lines_.text.size() < kMostTextBytes;
  const int most = has_room ? kMostListed : 0;
  DecisionLine line(log_->hasher(), lines_.text);
  AppendCheckId(outcome.request, line);
  if (decision.missing_facts_size() > 0) {
    line.MissingFacts(decision.missing_facts(), most);
  }
  if (decision.offending_ids_size() > 0) {
    line.OffendingIds(decision.offending_ids(), most);
  }
  if (decision.allowed() && options.sample_allows < 1) {
    line.SampleRate(options.sample_allows);
  }
  if (options.facts && has_room) line.Facts(outcome.decision.facts);
}

void BatchLog::AppendError(const RequestView& check,
                           const v1::CheckError& error) {
  DecisionLine line(log_->hasher(), lines_.text);
  AppendCheckId(check, line);
  line.Error(error.message());
}

void BatchLog::AppendCheckId(const RequestView& check, DecisionLine& line) {
  if (HasRoomForIds()) line.CheckId(check.id);
}

bool BatchLog::HasRoomForIds() const {
  return lines_.text.size() < kMostTextBytesWithIds;
}

void BatchLog::ShareQuestion(const RequestView& check) {
  shared_ = Shared::kQuestion;
  actor_ = check.actor;
  conversation_ = check.conversation;
  action_ = check.action;
  PackedPart part = PackedPart::MoreShared(lines_.text);
  DecisionLine line(log_->hasher(), lines_.text);
  if (HasRoomForIds()) {
    line.Question(check.action, check.actor->id(), check.conversation->id());
  } else {
    line.Question(check.action, "", "");
  }
  line.IndexName();
  part.End();
}

void BatchLog::ShareNoQuestion() {
  if (shared_ == Shared::kNoQuestion) return;
  shared_ = Shared::kNoQuestion;
  PackedPart part = PackedPart::MoreShared(lines_.text);
  DecisionLine(log_->hasher(), lines_.text).IndexName();
  part.End();
}

void BatchLog::EndPiece() {
  lines_.pieces.push_back({piece_lines_, lines_.text.size()});
  piece_lines_ = 0;
  piece_begin_ = lines_.text.size();
  // The next piece may come to be written without this one.
  shared_ = Shared::kNothing;
}

void BatchLog::Decided() {
  if (log_ == nullptr) return;
  if (piece_lines_ > 0) EndPiece();
  if (lines_.pieces.empty()) return;
  lines_.call.Truncate(0);
  PackedPart shared = PackedPart::Shared(DecisionLog::kCallRecord, lines_.call);
  call_.AppendCall(policy_.version, lines_.call);
  shared.End();
  std::size_t begin = 0;
  for (const Piece& piece : lines_.pieces) {
    log_->queue().Append(piece.lines, [&](TextBuffer& to) {
      to += lines_.call.text();
      to += lines_.text.text().substr(begin, piece.end - begin);
    });
    begin = piece.end;
  }
}

}  // namespace server

#include "server/log/batch_log.h"

#include <cstdint>

#include "server/log/decision_line.h"
#include "server/log/decision_log.h"
#include "server/log/line_packing.h"
#include "server/log/line_queue.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using authz::RequestView;

// Lines that are put into the queue at once: enough that what they share is
// little beside them.
constexpr int kLinesAtOnce = 64;

// Of the memory for lines that a thread keeps: enough for a batch of 10,000
// checks.
constexpr std::size_t kMostKeptBytes = std::size_t{4} << 20U;

// What is beside the outcomes is left out past this: a small request can have
// results with very many ids.
constexpr std::size_t kMostTextBytes = std::size_t{16} << 20U;

}  // namespace

BatchLog::Lines& BatchLog::LinesOfThread() {
  thread_local Lines lines;
  return lines;
}

BatchLog::BatchLog(const CallLog& call, const authz::CompiledPolicy& policy,
                   absl::Time now)
    : call_(call),
      log_(call.log()),
      policy_(policy),
      now_(now),
      lines_(LinesOfThread()) {
  lines_.text.clear();
  lines_.pieces.clear();
}

BatchLog::~BatchLog() {
  if (lines_.text.capacity() > kMostKeptBytes) std::string().swap(lines_.text);
}

void BatchLog::Append(const RequestView& check,
                      const v1::BatchCheckResult& result) {
  const int index = next_++;
  const bool is_decision = result.has_response();
  const bool is_allow = is_decision && result.response().allowed();
  if (!log_->Wants(is_allow)) return;
  if (is_decision) {
    ShareQuestion(check);
  } else {
    ShareNoQuestion();
  }
  const DecisionLogOptions& options = log_->options();
  PackedPart part = PackedPart::CountedLine(
      static_cast<std::uint32_t>(index),
      is_decision ? OutcomeText(result.response()) : RejectionText(),
      lines_.text);
  DecisionLine line(log_->hasher(), lines_.text);
  line.CheckId(check.id);
  if (is_decision) {
    line.Findings(result.response(),
                  lines_.text.size() < kMostTextBytes ? kMostListed : 0);
  } else {
    line.Error(result.error().code(), result.error().message());
  }
  if (is_allow && options.sample_allows < 1) {
    line.SampleRate(options.sample_allows);
  }
  if (is_decision && options.facts) line.Facts(policy_, check, now_);
  line.End();
  part.End();
  CountLine();
}

void BatchLog::ShareQuestion(const RequestView& check) {
  if (shared_ == Shared::kQuestion && check.actor == actor_ &&
      check.conversation == conversation_ && check.action == action_) {
    return;
  }
  shared_ = Shared::kQuestion;
  actor_ = check.actor;
  conversation_ = check.conversation;
  action_ = check.action;
  PackedPart part = PackedPart::MoreShared(lines_.text);
  DecisionLine line(log_->hasher(), lines_.text);
  line.Question(check);
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

void BatchLog::CountLine() {
  if (lines_.pieces.empty() || lines_.pieces.back().lines == kLinesAtOnce) {
    lines_.pieces.emplace_back();
  }
  Piece& piece = lines_.pieces.back();
  piece.end = lines_.text.size();
  // The next piece may come to be written without this one.
  if (++piece.lines == kLinesAtOnce) shared_ = Shared::kNothing;
}

void BatchLog::Decided() {
  if (log_ == nullptr || lines_.pieces.empty()) return;
  lines_.call.clear();
  PackedPart shared = PackedPart::Shared(lines_.call);
  call_.AppendCall(policy_.version, lines_.call);
  shared.End();
  std::size_t begin = 0;
  for (const Piece& piece : lines_.pieces) {
    log_->queue().Append(piece.lines, [&](std::string& to) {
      to += lines_.call;
      to.append(lines_.text, begin, piece.end - begin);
    });
    begin = piece.end;
  }
}

}  // namespace server

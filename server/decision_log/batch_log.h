// What the checks of a batch leave in the decision log.

#ifndef SERVER_DECISION_LOG_BATCH_LOG_H_
#define SERVER_DECISION_LOG_BATCH_LOG_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "authz/decide/check_outcome.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/call_log.h"
#include "server/decision_log/decision_line.h"
#include "server/decision_log/line_packing.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Made when the first check is to be decided, in the thread that decides all;
// at most one at a time in each thread. Without a log it does nothing.
class BatchLog {
 public:
  // Both must outlive it.
  BatchLog(const CallLog& call, const authz::CompiledPolicy& policy);

  BatchLog(const BatchLog&) = delete;
  BatchLog& operator=(const BatchLog&) = delete;
  ~BatchLog();

  // The outcome of the next check.
  void Add(const authz::CheckOutcome& outcome) {
    if (log_ == nullptr) return;
    if (IsBareAllow(outcome)) {
      PackedPart::CountedLine(
          next_++, OutcomeOf(true, outcome.response->reason()), lines_.text)
          .End();
      EndLine();
    } else {
      Append(outcome);
    }
  }

  // All results have been added, and are to be told. Without it none is logged,
  // since nobody hears of them.
  void Decided();

 private:
  // Lines of so many bytes are put into the queue at once: enough that what
  // they share is little beside them.
  static constexpr std::size_t kBytesAtOnce = std::size_t{16} << 10U;

  // Lines that are put into the queue at once: so many, up to where they end in
  // the text of all.
  struct Piece {
    int lines = 0;
    std::size_t end = 0;
  };
  // Memory that a thread uses for one batch after the other.
  struct Lines {
    // Packed, without what all lines of the call share.
    TextBuffer text;
    std::vector<Piece> pieces;
    TextBuffer call;
  };

  static Lines& LinesOfThread();
  // Whether its line has no more than what the last one shares, its number and
  // its outcome, as most: allows have no lists.
  bool IsBareAllow(const authz::CheckOutcome& outcome) const {
    return outcome.response != nullptr && outcome.response->allowed() &&
           allows_are_bare_ && outcome.request.id.empty() &&
           IsShared(outcome.request);
  }
  void Append(const authz::CheckOutcome& outcome);
  bool IsShared(const authz::RequestView& check) const {
    return shared_ == Shared::kQuestion && check.actor == actor_ &&
           check.conversation == conversation_ && check.action == action_;
  }
  // What the line has beside its outcome.
  void AppendDecision(const authz::CheckOutcome& outcome);
  void AppendError(const authz::RequestView& check,
                   const authz::v1::CheckError& error);
  // Where there is room for it.
  void AppendCheckId(const authz::RequestView& check, DecisionLine& line);
  bool HasRoomForIds() const;
  // Makes what `check` asks what the next lines share.
  void ShareQuestion(const authz::RequestView& check);
  // The next lines share what is the call's and no more.
  void ShareNoQuestion();
  void EndLine() {
    ++piece_lines_;
    if (lines_.text.size() - piece_begin_ >= kBytesAtOnce) EndPiece();
  }
  void EndPiece();

  const CallLog& call_;
  DecisionLog* const log_;
  const authz::CompiledPolicy& policy_;
  Lines& lines_;
  // Whether each allow is logged, and has no more than its outcome and the
  // check's id.
  const bool allows_are_bare_;
  std::uint32_t next_ = 0;
  // The piece that is not yet among the others.
  int piece_lines_ = 0;
  std::size_t piece_begin_ = 0;
  // What the lines share now. Most checks of a batch ask the same of different
  // things.
  enum class Shared { kNothing, kNoQuestion, kQuestion };
  Shared shared_ = Shared::kNothing;
  const authz::v1::User* actor_ = nullptr;
  const authz::v1::Conversation* conversation_ = nullptr;
  authz::v1::Action action_ = authz::v1::ACTION_UNSPECIFIED;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_BATCH_LOG_H_

// The parts of a line of the decision log.

#ifndef SERVER_DECISION_LOG_DECISION_LINE_H_
#define SERVER_DECISION_LOG_DECISION_LINE_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/facts.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "server/decision_log/id_hasher.h"
#include "server/operation_log/json_line.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// An id of more bytes is cut, and ends with "…". Hashes are of the whole id.
inline constexpr std::size_t kMostIdBytes = 256;

// The most missing facts, and the most offending ids, of one line.
inline constexpr int kMostListed = 20;

// All that the lines of one call have in common.
struct CallFields {
  absl::Time time;
  // Absent where empty, all of them.
  absl::string_view call_id;
  absl::string_view traceparent;
  absl::string_view caller;
  absl::string_view method;
  absl::string_view policy_version;
  absl::Duration duration;
};

// What a line says of the outcome, by the number of that. A decision has
// `allowed`, an error instead of one has `code`, and no other line has these.
const std::vector<std::string>& OutcomeTexts();

// Numbers of google.rpc.Code.
inline constexpr std::size_t kCodes = 17;

// How many there are.
inline constexpr std::size_t kOutcomes =
    kCodes + std::size_t{2} * conversations::authz::v1::Reason_ARRAYSIZE;

// `code` is a number of google.rpc.Code.
inline std::size_t RejectionOf(int code) {
  return std::min(static_cast<std::size_t>(code), kCodes - 1);
}
inline std::size_t OutcomeOf(bool allowed,
                             conversations::authz::v1::Reason reason) {
  return kCodes + 2 * static_cast<std::size_t>(reason) + (allowed ? 1 : 0);
}

// Appends parts to a line. A part has no end, and all but that of the call
// start with a comma.
class DecisionLine {
 public:
  // Ids are hashed where there is a hasher. It and `to` must outlive this.
  DecisionLine(const IdHasher* hasher, TextBuffer& to)
      : hasher_(hasher), to_(to) {}

  void Call(const CallFields& call);
  // What is asked: the action, who and where.
  void Question(conversations::authz::v1::Action action,
                absl::string_view actor_id, absl::string_view conversation_id);
  // The name of the field with which check of a batch it is: its value is what
  // comes next.
  void IndexName() { to_ += ",\"index\":"; }
  // The check's own id, where it has one.
  void CheckId(absl::string_view id) {
    if (!id.empty()) Id(",\"check_id\":", id);
  }
  // What there is beside the outcome: lists that are not empty, so many of each
  // at the most, and how many more there are. A list has a size, and a Get for
  // one of it.
  template <typename List>
  void MissingFacts(const List& paths, int most) {
    Listed(",\"missing_facts\":[", ",\"more_missing_facts\":", paths, most,
           [this](absl::string_view start, absl::string_view path) {
             AppendJsonString(start, path, to_);
           });
  }
  template <typename List>
  void OffendingIds(const List& ids, int most) {
    Listed(",\"offending_ids\":[", ",\"more_offending_ids\":", ids, most,
           [this](absl::string_view start, absl::string_view id) {
             Id(start, id);
           });
  }
  void Error(absl::string_view error);
  // Which share of such decisions is logged.
  void SampleRate(double rate);
  // Those that are known.
  void Facts(authz::Facts facts);
  void End() { to_ += '}'; }

 private:
  // A field that starts so, where it is not empty.
  void String(absl::string_view start, absl::string_view value);
  // The id as a string after `start`.
  void Id(absl::string_view start, absl::string_view id) {
    if (hasher_ == nullptr && id.size() <= kMostIdBytes) {
      AppendJsonString(start, id, to_);
    } else {
      HashedOrCutId(start, id);
    }
  }
  void HashedOrCutId(absl::string_view start, absl::string_view id);
  // A field that starts so, with the first of `list`, `most` of them, and after
  // `more` how many more there are. `append_one` is given what comes before
  // each.
  template <typename List, typename AppendOne>
  void Listed(absl::string_view start, absl::string_view more, const List& list,
              int most, AppendOne append_one) {
    const int size = list.size();
    const int listed = std::min(size, most);
    if (listed == 0) to_ += start;
    for (int i = 0; i < listed; ++i) {
      append_one(i == 0 ? start : ",", list.Get(i));
    }
    to_ += ']';
    if (size > listed) More(more, size - listed);
  }
  void More(absl::string_view start, int count);

  const IdHasher* const hasher_;
  TextBuffer& to_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_DECISION_LINE_H_

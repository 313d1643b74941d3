#include "server/decision_log/decision_record.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

#include "absl/time/time.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// What the record of a call begins with. What it has as text comes after it.
struct CallHead {
  absl::Time time;
  absl::Duration duration;
};
static_assert(std::is_trivially_copyable_v<CallHead>);

// What a decision has in its record after the call, before all that is text:
// the ids, the missing facts and the offending ids.
struct DecisionHead {
  v1::Action action = v1::ACTION_UNSPECIFIED;
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  bool allowed = false;
  bool has_facts = false;
  // How many there are. Of these, kMostListed are in the record.
  int missing_facts = 0;
  int offending_ids = 0;
  authz::Facts facts;
};
static_assert(std::is_trivially_copyable_v<DecisionHead>);

template <typename Head>
void PutHead(const Head& head, TextBuffer& to) {
  std::memcpy(to.Extend(sizeof(head)), &head, sizeof(head));
}

template <typename Head>
Head TakeHead(absl::string_view& record) {
  Head head;
  std::memcpy(&head, record.data(), sizeof(head));
  record.remove_prefix(sizeof(head));
  return head;
}

using Size = std::uint32_t;

// A string takes a call of it, rather than a copy of its code.
[[gnu::noinline]] void Put(absl::string_view text, TextBuffer& to) {
  const auto size = static_cast<Size>(text.size());
  char* const begin = to.Extend(sizeof(size) + text.size());
  std::memcpy(begin, &size, sizeof(size));
  text.copy(begin + sizeof(size), text.size());
}

absl::string_view Take(absl::string_view& record) {
  Size size = 0;
  std::memcpy(&size, record.data(), sizeof(size));
  const absl::string_view text = record.substr(sizeof(size), size);
  record.remove_prefix(sizeof(size) + size);
  return text;
}

// As the line is to have it, or so much of it that it is cut there.
void PutId(absl::string_view id, const IdHasher* hasher, TextBuffer& to) {
  if (hasher != nullptr) {
    Put(hasher->Hash(id), to);
  } else {
    Put(id.substr(0, kMostIdBytes + 1), to);
  }
}

// One that the line does not have where it is empty.
void PutOptionalId(absl::string_view id, const IdHasher* hasher,
                   TextBuffer& to) {
  PutId(id, id.empty() ? nullptr : hasher, to);
}

// What was put there of a list with so many.
class TakenTexts {
 public:
  TakenTexts(int size, absl::string_view& record) : size_(size) {
    for (int i = 0; i < std::min(size, kMostListed); ++i) {
      texts_[i] = Take(record);
    }
  }

  int size() const { return size_; }
  absl::string_view Get(int i) const { return texts_[i]; }

 private:
  const int size_;
  std::array<absl::string_view, kMostListed> texts_;
};

CallFields TakeCall(absl::string_view& record) {
  const auto head = TakeHead<CallHead>(record);
  CallFields call;
  call.time = head.time;
  call.duration = head.duration;
  call.call_id = Take(record);
  call.traceparent = Take(record);
  call.caller = Take(record);
  call.method = Take(record);
  call.policy_version = Take(record);
  return call;
}

}  // namespace

void AppendCallRecord(const CallFields& call, TextBuffer& to) {
  PutHead(CallHead{call.time, call.duration}, to);
  Put(call.call_id, to);
  Put(call.traceparent, to);
  Put(call.caller, to);
  Put(call.method, to);
  Put(call.policy_version, to);
}

void AppendCallOf(absl::string_view record, TextBuffer& to) {
  DecisionLine(nullptr, to).Call(TakeCall(record));
}

void AppendDecisionRecord(const CallFields& call,
                          const authz::RequestView& request,
                          const v1::CheckResponse& decision,
                          std::optional<authz::Facts> facts,
                          const IdHasher* hasher, TextBuffer& to) {
  AppendCallRecord(call, to);
  DecisionHead head;
  head.action = request.action;
  head.reason = decision.reason();
  head.allowed = decision.allowed();
  head.has_facts = facts.has_value();
  if (facts.has_value()) head.facts = *facts;
  head.missing_facts = decision.missing_facts_size();
  head.offending_ids = decision.offending_ids_size();
  PutHead(head, to);
  PutId(request.actor->id(), hasher, to);
  PutOptionalId(request.conversation->id(), hasher, to);
  PutOptionalId(request.id, hasher, to);
  for (int i = 0; i < std::min(head.missing_facts, kMostListed); ++i) {
    Put(decision.missing_facts(i), to);
  }
  for (int i = 0; i < std::min(head.offending_ids, kMostListed); ++i) {
    PutId(decision.offending_ids(i), hasher, to);
  }
}

void AppendDecisionOf(absl::string_view record, double sample_allows,
                      TextBuffer& to) {
  // Hashes that stand for ids are put there as they are.
  DecisionLine line(nullptr, to);
  line.Call(TakeCall(record));
  const auto head = TakeHead<DecisionHead>(record);
  const absl::string_view actor_id = Take(record);
  line.Question(head.action, actor_id, Take(record));
  line.CheckId(Take(record));
  to += OutcomeTexts()[OutcomeOf(head.allowed, head.reason)];
  if (head.missing_facts > 0) {
    line.MissingFacts(TakenTexts(head.missing_facts, record), kMostListed);
  }
  if (head.offending_ids > 0) {
    line.OffendingIds(TakenTexts(head.offending_ids, record), kMostListed);
  }
  if (head.allowed && sample_allows < 1) line.SampleRate(sample_allows);
  if (head.has_facts) line.Facts(head.facts);
  line.End();
}

}  // namespace server

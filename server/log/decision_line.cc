#include "server/log/decision_line.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/enum_names.h"
#include "authz/fact.h"
#include "server/log/json_line.h"
#include "server/log/log_time.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// `,"NAME":"VALUE"` for every value of an enum, by its number.
template <typename Enum>
std::vector<std::string> EnumFields(absl::string_view name, int size) {
  std::vector<std::string> fields(size);
  for (int i = 0; i < size; ++i) {
    fields[i] = absl::StrCat(",\"", name, "\":\"",
                             authz::ShortName(static_cast<Enum>(i)), "\"");
  }
  return fields;
}

// The same for decisions, with whether they allow.
std::vector<std::string> OutcomeFields(absl::string_view allowed) {
  std::vector<std::string> fields =
      EnumFields<v1::Reason>("reason", v1::Reason_ARRAYSIZE);
  for (std::string& field : fields) {
    field = absl::StrCat(",\"type\":\"decision\",\"allowed\":", allowed, field);
  }
  return fields;
}

// Without what would make the last character half of one.
absl::string_view CutId(absl::string_view id) {
  constexpr unsigned kContinuationMask = 0xc0;
  constexpr unsigned kContinuation = 0x80;
  std::size_t size = kMostIdBytes;
  while (size > 0 && (static_cast<unsigned char>(id[size]) &
                      kContinuationMask) == kContinuation) {
    --size;
  }
  return id.substr(0, size);
}

// With three decimals, so in nanoseconds.
void AppendMicroseconds(absl::Duration duration, std::string& to) {
  constexpr std::int64_t kThousand = 1'000;
  const std::int64_t nanoseconds = absl::ToInt64Nanoseconds(duration);
  absl::StrAppend(&to, nanoseconds / kThousand, ".",
                  absl::Dec(nanoseconds % kThousand, absl::kZeroPad3));
}

}  // namespace

void DecisionLine::Id(absl::string_view id) {
  if (hasher_ != nullptr) {
    absl::StrAppend(&to_, "\"", hasher_->Hash(id), "\"");
  } else if (id.size() > kMostIdBytes) {
    AppendJsonString(CutId(id), to_);
    to_.pop_back();
    to_ += "…\"";
  } else {
    AppendJsonString(id, to_);
  }
}

template <typename List, typename AppendOne>
void DecisionLine::Listed(absl::string_view name, const List& list,
                          AppendOne append_one) {
  if (list.empty()) return;
  absl::StrAppend(&to_, ",\"", name, "\":[");
  const int listed = std::min(list.size(), kMostListed);
  for (int i = 0; i < listed; ++i) {
    if (i > 0) to_ += ',';
    append_one(list.Get(i));
  }
  to_ += ']';
  if (list.size() > listed) {
    absl::StrAppend(&to_, ",\"more_", name, "\":", list.size() - listed);
  }
}

void DecisionLine::String(absl::string_view start, absl::string_view value) {
  if (value.empty()) return;
  to_.append(start.data(), start.size());
  AppendJsonString(value, to_);
}

void DecisionLine::Call(const CallFields& call) {
  to_ += "{\"time\":\"";
  AppendTime(call.time, to_);
  to_ += '"';
  String(",\"call_id\":", call.call_id);
  String(",\"traceparent\":", call.traceparent);
  String(",\"caller\":", call.caller);
  String(",\"method\":", call.method);
  String(",\"policy_version\":", call.policy_version);
  to_ += ",\"duration_us\":";
  AppendMicroseconds(call.duration, to_);
}

void DecisionLine::Question(const authz::RequestView& request) {
  static const auto& actions = *new std::vector<std::string>(
      EnumFields<v1::Action>("action", v1::Action_ARRAYSIZE));
  to_ += actions[request.action];
  to_ += ",\"actor_id\":";
  Id(request.actor->id());
  if (!request.conversation->id().empty()) {
    to_ += ",\"conversation_id\":";
    Id(request.conversation->id());
  }
}

void DecisionLine::Index(int index) {
  to_ += ",\"index\":";
  absl::StrAppend(&to_, index);
}

void DecisionLine::CheckId(absl::string_view id) {
  if (id.empty()) return;
  to_ += ",\"check_id\":";
  Id(id);
}

void DecisionLine::Outcome(const v1::CheckResponse& decision) {
  static const auto& allows =
      *new std::vector<std::string>(OutcomeFields("true"));
  static const auto& denials =
      *new std::vector<std::string>(OutcomeFields("false"));
  to_ += (decision.allowed() ? allows : denials)[decision.reason()];
  Listed("missing_facts", decision.missing_facts(),
         [this](absl::string_view path) { AppendJsonString(path, to_); });
  Listed("offending_ids", decision.offending_ids(),
         [this](absl::string_view id) { Id(id); });
}

void DecisionLine::Rejection(int code, absl::string_view error) {
  absl::StrAppend(&to_, ",\"type\":\"rejection\",\"code\":\"",
                  absl::StatusCodeToString(static_cast<absl::StatusCode>(code)),
                  "\",\"error\":");
  AppendJsonString(error, to_);
}

void DecisionLine::SampleRate(double rate) {
  absl::StrAppend(&to_, ",\"sample_rate\":", rate);
}

void DecisionLine::Facts(authz::Facts facts) {
  to_ += ",\"facts\":{";
  bool is_first = true;
  for (authz::Fact fact : authz::AllFacts()) {
    if ((facts.known_bits() & authz::Bit(fact)) == 0) continue;
    const bool is_true = (facts.true_bits() & authz::Bit(fact)) != 0;
    absl::StrAppend(&to_, is_first ? "\"" : ",\"", authz::FactName(fact),
                    is_true ? "\":true" : "\":false");
    is_first = false;
  }
  to_ += '}';
}

}  // namespace server

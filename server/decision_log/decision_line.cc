#include "server/decision_log/decision_line.h"

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/facts/fact.h"
#include "authz/text/enum_names.h"
#include "server/operation_log/log_time.h"

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

std::vector<std::string> MakeOutcomeTexts() {
  std::vector<std::string> texts;
  for (std::size_t code = 0; code < kCodes; ++code) {
    texts.push_back(absl::StrCat(
        ",\"code\":\"",
        absl::StatusCodeToString(static_cast<absl::StatusCode>(code)), "\""));
  }
  for (const std::string& reason :
       EnumFields<v1::Reason>("reason", v1::Reason_ARRAYSIZE)) {
    for (const char* const allowed : {"false", "true"}) {
      texts.push_back(absl::StrCat(",\"allowed\":", allowed, reason));
    }
  }
  return texts;
}

// A fact as it is written.
struct FactFields {
  std::uint64_t bit;
  std::string when_true;
  std::string when_false;
};

std::vector<FactFields> AllFactFields() {
  std::vector<FactFields> all;
  all.reserve(authz::AllFacts().size());
  for (const authz::Fact fact : authz::AllFacts()) {
    const std::string name = absl::StrCat("\"", authz::FactName(fact), "\":");
    all.push_back({authz::Bit(fact), absl::StrCat(name, "true,"),
                   absl::StrCat(name, "false,")});
  }
  return all;
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
void AppendMicroseconds(absl::Duration duration, TextBuffer& to) {
  constexpr std::int64_t kThousand = 1'000;
  const std::int64_t nanoseconds = absl::ToInt64Nanoseconds(duration);
  to += absl::AlphaNum(nanoseconds / kThousand).Piece();
  to += '.';
  to += absl::AlphaNum(absl::Dec(nanoseconds % kThousand, absl::kZeroPad3))
            .Piece();
}

}  // namespace

const std::vector<std::string>& OutcomeTexts() {
  static const auto& kTexts = *new std::vector<std::string>(MakeOutcomeTexts());
  return kTexts;
}

void DecisionLine::HashedOrCutId(absl::string_view start,
                                 absl::string_view id) {
  if (hasher_ != nullptr) {
    to_ += absl::StrCat(start, "\"", hasher_->Hash(id), "\"");
  } else {
    AppendJsonString(start, CutId(id), to_);
    to_.Truncate(to_.size() - 1);
    to_ += "…\"";
  }
}

void DecisionLine::More(absl::string_view start, int count) {
  to_ += absl::StrCat(start, count);
}

void DecisionLine::String(absl::string_view start, absl::string_view value) {
  if (!value.empty()) AppendJsonString(start, value, to_);
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

void DecisionLine::Question(v1::Action action, absl::string_view actor_id,
                            absl::string_view conversation_id) {
  static const auto& actions = *new std::vector<std::string>(
      EnumFields<v1::Action>("action", v1::Action_ARRAYSIZE));
  to_ += actions[action];
  if (!actor_id.empty()) Id(",\"actor_id\":", actor_id);
  if (!conversation_id.empty()) Id(",\"conversation_id\":", conversation_id);
}

void DecisionLine::Error(absl::string_view error) {
  AppendJsonString(",\"error\":", error, to_);
}

void DecisionLine::SampleRate(double rate) {
  to_ += absl::StrCat(",\"sample_rate\":", rate);
}

void DecisionLine::Facts(authz::Facts facts) {
  static const auto& kFields = *new std::vector<FactFields>(AllFactFields());
  to_ += ",\"facts\":{";
  for (const FactFields& fields : kFields) {
    if ((facts.known_bits() & fields.bit) == 0) continue;
    to_ += (facts.true_bits() & fields.bit) != 0 ? fields.when_true
                                                 : fields.when_false;
  }
  // All of them end with a comma.
  if (to_.text().back() == ',') to_.Truncate(to_.size() - 1);
  to_ += '}';
}

}  // namespace server

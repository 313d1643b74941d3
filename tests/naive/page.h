// The policy written a second time, by hand and for plainness only: default
// settings, limits, facts, requirements and rules.
//
// All of tests/naive is written from docs/policy.md alone, so that it shares no
// mistake with the engine that it is compared with.

#ifndef TESTS_NAIVE_PAGE_H_
#define TESTS_NAIVE_PAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace authz::naive {

namespace v1 = ::conversations::authz::v1;

struct Requirement {
  std::string name;
  // Names of facts.
  std::vector<std::string> when;
  std::vector<std::string> any_of;
  // REASON_UNSPECIFIED where it never fails.
  v1::Reason reason = v1::REASON_UNSPECIFIED;
};

v1::Settings DefaultSettings();
inline constexpr std::int64_t kEditWindowSeconds = 300;
inline constexpr std::int64_t kMaxClockSkewSeconds = 30;
inline constexpr std::int64_t kMaxDirectMessageMembers = 100;
inline constexpr std::int64_t kMaxGroupMembers = 2000;

const std::vector<Requirement>& Requirements();

// The requirements of the action's rule, in order.
const std::vector<Requirement>& RuleOf(v1::Action action);

// Every action that has a rule, in the order of the enum.
std::vector<v1::Action> Actions();

// The names of the facts that the action's rule reads, each once, in the order
// in which it first reads them.
std::vector<std::string> FactsReadBy(v1::Action action);

// True, false, or unknown where there is no value.
using Maybe = std::optional<bool>;

struct Finding {
  Maybe value;
  // Where it is unknown: the paths of the fields that would settle it.
  std::vector<std::string> missing;
  // Where it is about all targets or all items: the ids of those for which it
  // is false.
  std::vector<std::string> false_for;
};

// By the fact's name; every fact of the page is in it.
using Findings = std::unordered_map<std::string, Finding>;

// `at` is the time of evaluation. The request must be well-formed.
Findings FindFacts(const v1::CheckRequest& request,
                   const google::protobuf::Timestamp& at);

// The type of the conversation: as the request gives it, else as its action
// implies it.
v1::ConversationType TypeOfConversation(const v1::CheckRequest& request);

// Facts that are never false, or never unknown.
const std::vector<std::string>& NeverFalse();
const std::vector<std::string>& NeverUnknown();

// Values of two facts that no request has together.
struct Conflict {
  std::string fact;
  bool value;
  std::string other;
  bool other_value;
};
const std::vector<Conflict>& Conflicts();

}  // namespace authz::naive

#endif  // TESTS_NAIVE_PAGE_H_

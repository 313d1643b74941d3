// The policy written a second time, by hand and for plainness only: default
// settings, limits, requirements and rules.
//
// All of tests/naive is written from docs/policy.md and docs/api.md alone, so
// that it shares no mistake with the engine that it is compared with.

#ifndef TESTS_NAIVE_PAGE_H_
#define TESTS_NAIVE_PAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"

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
inline constexpr std::int64_t kMaxDirectMessageRecipients = 100;
inline constexpr std::int64_t kMaxGroupMembers = 2000;

const std::vector<Requirement>& Requirements();

// The requirements of the action's rule, in order.
const std::vector<Requirement>& RuleOf(v1::Action action);

// Every action that has a rule, in the order of the enum.
std::vector<v1::Action> Actions();

// The names of the facts that the action's rule reads, each once, in the order
// in which it first reads them.
std::vector<std::string> FactsReadBy(v1::Action action);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_PAGE_H_

// The facts of a request, found a second time from docs/policy.md, "Facts".

#ifndef TESTS_NAIVE_FINDING_H_
#define TESTS_NAIVE_FINDING_H_

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace authz::naive {

namespace v1 = ::conversations::authz::v1;

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

// The ids of the users that the targets are, for a direct message and for a
// group.
std::set<std::string> Recipients(const v1::CheckRequest& request);
std::set<std::string> GroupMembers(const v1::CheckRequest& request);

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

#endif  // TESTS_NAIVE_FINDING_H_

// What a request says of each fact, as section 5 of the policy page has it.

#ifndef TESTS_NAIVE_FINDING_H_
#define TESTS_NAIVE_FINDING_H_

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "tests/naive/page.h"

namespace authz::naive {

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

}  // namespace authz::naive

#endif  // TESTS_NAIVE_FINDING_H_

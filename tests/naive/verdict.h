// The verdict that follows from facts, as docs/policy.md, "How a decision is
// made", has it.

#ifndef TESTS_NAIVE_VERDICT_H_
#define TESTS_NAIVE_VERDICT_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "tests/naive/finding.h"
#include "tests/naive/page.h"

namespace authz::naive {

// By the fact's name; a fact that is not in it is unknown.
using Assignment = std::unordered_map<std::string, Maybe>;

Maybe ValueOf(const Assignment& facts, const std::string& fact);

// True where the requirement is satisfied, false where it failed.
Maybe Satisfied(const Requirement& requirement, const Assignment& facts);

struct Verdict {
  // ALLOWED, MISSING_FACTS, or why it is denied.
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  // The first that failed; null where none did.
  const Requirement* failed = nullptr;
  // Where none failed: those that are unknown, in rule order.
  std::vector<const Requirement*> unknown;
};

Verdict Judge(v1::Action action, const Assignment& facts);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_VERDICT_H_

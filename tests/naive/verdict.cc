#include "tests/naive/verdict.h"

namespace authz::naive {

Maybe ValueOf(const Assignment& facts, const std::string& fact) {
  const auto found = facts.find(fact);
  return found == facts.end() ? Maybe() : found->second;
}

Maybe Satisfied(const Requirement& requirement, const Assignment& facts) {
  bool all_known = true;
  for (const std::string& fact : requirement.when) {
    const Maybe value = ValueOf(facts, fact);
    if (value == false) return true;
    if (!value.has_value()) all_known = false;
  }
  for (const std::string& fact : requirement.any_of) {
    const Maybe value = ValueOf(facts, fact);
    if (value == true) return true;
    if (!value.has_value()) all_known = false;
  }
  return all_known ? Maybe(false) : Maybe();
}

Verdict Judge(v1::Action action, const Assignment& facts) {
  Verdict verdict;
  for (const Requirement& requirement : RuleOf(action)) {
    const Maybe satisfied = Satisfied(requirement, facts);
    if (satisfied == false) {
      verdict.reason = requirement.reason;
      verdict.failed = &requirement;
      verdict.unknown.clear();
      return verdict;
    }
    if (!satisfied.has_value()) verdict.unknown.push_back(&requirement);
  }
  verdict.reason =
      verdict.unknown.empty() ? v1::REASON_ALLOWED : v1::REASON_MISSING_FACTS;
  return verdict;
}

}  // namespace authz::naive

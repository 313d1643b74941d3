#include "tests/naive/compare_verdicts.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "authz/decide/decide.h"
#include "authz/facts/fact.h"
#include "authz/facts/truth.h"
#include "gtest/gtest.h"
#include "tests/naive/finding.h"

namespace authz::naive {
namespace {

// The reason and, where a requirement failed, its name.
struct Answer {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::string failed;
};

Answer AskEngine(const Rule& rule, const Assignment& assignment) {
  const authz::Verdict verdict = Evaluate(rule, ToFacts(assignment));
  if (verdict.allowed == Truth::kTrue) return {v1::REASON_ALLOWED, ""};
  if (verdict.allowed == Truth::kUnknown) {
    return {v1::REASON_MISSING_FACTS, ""};
  }
  const authz::Requirement& failed = *rule.requirements[verdict.first_failed];
  return {failed.reason, failed.name};
}

std::string ToString(const Answer& answer) {
  return absl::StrCat(v1::Reason_Name(answer.reason), " ", answer.failed);
}

std::string ToString(v1::Action action, const Assignment& assignment) {
  std::string text;
  for (const std::string& fact : FactsReadBy(action)) {
    const Maybe value = ValueOf(assignment, fact);
    absl::StrAppend(&text, "  ", fact, ": ",
                    !value.has_value() ? "unknown"
                    : *value           ? "true"
                                       : "false",
                    "\n");
  }
  return text;
}

void CompareVerdicts(const CompiledPolicy& policy, v1::Action action,
                     const Assignment& assignment, Comparison& comparison) {
  const Verdict verdict = Judge(action, assignment);
  comparison.Count(action, assignment, verdict);
  const Answer expected = {
      verdict.reason, verdict.failed == nullptr ? "" : verdict.failed->name};
  const Answer actual = AskEngine(policy.RuleFor(action), assignment);
  if (actual.reason == expected.reason && actual.failed == expected.failed) {
    return;
  }
  comparison.Differs(absl::StrCat(
      v1::Action_Name(action), "\n", ToString(action, assignment),
      "the engine: ", ToString(actual), "\nthe page:   ", ToString(expected)));
}

}  // namespace

Facts ToFacts(const Assignment& assignment) {
  Facts facts;
  for (const auto& [name, value] : assignment) {
    const std::optional<Fact> fact = FactByName(name);
    if (!fact.has_value()) {
      ADD_FAILURE() << "the engine has no fact `" << name << "`";
    } else if (value.has_value()) {
      facts.Set(*fact, *value);
    }
  }
  return facts;
}

Comparison CompareAll(const CompiledPolicy& policy, v1::Action action,
                      Logic logic) {
  Comparison comparison;
  ForEachAssignment(FactsReadBy(action), logic,
                    [&](const Assignment& assignment) {
                      CompareVerdicts(policy, action, assignment, comparison);
                      return !comparison.enough();
                    });
  return comparison;
}

Comparison CompareSome(const CompiledPolicy& policy, v1::Action action,
                       std::uint64_t count, Random& random) {
  Comparison comparison;
  const std::vector<std::string> facts = FactsReadBy(action);
  for (std::uint64_t i = 0; i < count && !comparison.enough(); ++i) {
    CompareVerdicts(policy, action, RandomAssignment(facts, random),
                    comparison);
  }
  return comparison;
}

}  // namespace authz::naive

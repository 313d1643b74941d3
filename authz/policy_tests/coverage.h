// The coverage of a policy by test cases: which outcomes of each requirement in
// each rule they exercise, and which values of each fact.
//
//   Coverage coverage = NewCoverage(policy);
//   for (...) Count(response.explanation(), coverage);

#ifndef AUTHZ_POLICY_TESTS_COVERAGE_H_
#define AUTHZ_POLICY_TESTS_COVERAGE_H_

#include <array>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "authz/facts/fact.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz {

// An outcome of a requirement or a value of a fact, and how many cases had it.
struct Exercise {
  // "satisfied", "failed", "deciding" (the first that fails) or "unknown" of a
  // requirement; "true", "false" or "unknown" of a fact.
  absl::string_view outcome;
  // Whether any request can have it. One that none can have need not be
  // covered. True where a case had it.
  bool possible = false;
  int cases = 0;

  bool IsMissing() const { return possible && cases == 0; }
};

struct RequirementCoverage {
  // One of the policy's.
  const Requirement* requirement = nullptr;
  // Satisfied, failed, deciding, unknown.
  std::array<Exercise, 4> exercises;
};

struct RuleCoverage {
  v1::Action action = v1::ACTION_UNSPECIFIED;
  // How many cases are about the action.
  int cases = 0;
  // In rule order.
  std::vector<RequirementCoverage> requirements;
};

struct FactCoverage {
  Fact fact = Fact::kToolEnabled;
  // True, false, unknown. A value counts where the rule of the case reads the
  // fact.
  std::array<Exercise, 3> exercises;
};

struct Coverage {
  // One per action, in the order of the enum.
  std::vector<RuleCoverage> rules;
  // Those that some rule reads, in the order of the enum.
  std::vector<FactCoverage> facts;
};

// The coverage of no case. `policy` must outlive it.
Coverage NewCoverage(const CompiledPolicy& policy);

// Adds a case. `explanation` is that of its decision by the policy.
void Count(const v1::Explanation& explanation, Coverage& coverage);

// How many outcomes are possible, and how many of them are covered.
struct CoverageTotal {
  int covered = 0;
  int possible = 0;
};
CoverageTotal Total(const RuleCoverage& rule);
CoverageTotal Total(absl::Span<const FactCoverage> facts);
CoverageTotal Total(const Coverage& coverage);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_COVERAGE_H_

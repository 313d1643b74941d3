// Proves a policy against the guardrails.
//
// Exact: for each guardrail and each of its actions, a complete search for a
// consistent assignment of the facts that the rule allows and the guardrail
// forbids. docs/policy.md says why no request can slip through.

#ifndef AUTHZ_ANALYSIS_PROOF_H_
#define AUTHZ_ANALYSIS_PROOF_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/analysis/guardrails.h"
#include "authz/facts/facts.h"
#include "authz/facts/truth.h"
#include "authz/policy/clause.h"
#include "authz/policy/policy.h"

namespace authz {

// A counterexample: a policy that allows what a guardrail forbids.
struct Breach {
  const Guardrail* guardrail = nullptr;
  v1::Action action = v1::ACTION_UNSPECIFIED;
  // Facts that let it through in every consistent assignment. None of them can
  // be left out, or follows from the others, save for those that the guardrail
  // names.
  Facts facts;
};

// One breach for each guardrail and action that `policy` breaks, in the order
// of the guardrails. None: the policy is proved.
std::vector<Breach> FindBreaches(const CompiledPolicy& policy,
                                 absl::Span<const Guardrail> guardrails);

// In words: the action, the guardrail with its citation, and the facts.
std::string ToString(const Breach& breach);

// Whether an allow stays an allow however unknown facts are filled in. Proved
// requirement by requirement, each by going through all assignments of its
// facts: a known outcome outlives every way to fill in one that is unknown.
// `evaluate` is what clauses are evaluated by.
bool IsMonotone(const CompiledPolicy& policy,
                Truth (*evaluate)(Clause, Facts) = Evaluate);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_PROOF_H_

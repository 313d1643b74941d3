// Finds the requests that two policies decide differently.
//
//   for (const ActionDifference& difference : FindDifferences(before, after)) {
//     for (const ChangedCase& opened : difference.opened) ...
//   }
//
// Exact and complete, for every request, whatever it leaves out: a request for
// an action is denied by the old policy and allowed by the new one if and only
// if it satisfies what both rules require and is in a case of `opened`; and the
// other way round for `closed`. What both rules require are the clauses that
// are in both; one that the policies' defaults or limits make differ counts as
// satisfied where it is by either.
//
// Only allow and deny are compared: the reasons of denials may differ without a
// difference here.
//
// docs/policy.md says how it is found.

#ifndef AUTHZ_ANALYSIS_DIFFERENCE_H_
#define AUTHZ_ANALYSIS_DIFFERENCE_H_

#include <vector>

#include "authz/analysis/aspects.h"
#include "authz/analysis/cases.h"
#include "authz/policy/policy.h"

namespace authz {

// Requests that are decided differently, if they satisfy what both rules
// require. As many as one case can have: with any further value of an aspect,
// some of its requests would be decided the same.
struct ChangedCase {
  Case values;
  // The values that an aspect of a request can still have where all others are
  // of the case and what both rules require is satisfied.
  Case possible;
};

// None of the cases is covered by the others.
struct ActionDifference {
  v1::Action action = v1::ACTION_UNSPECIFIED;
  // The aspects that the cases are about.
  std::vector<Aspect> aspects;
  std::vector<ChangedCase> opened;
  std::vector<ChangedCase> closed;
};

// One for each action that differs, in the order of the enum.
std::vector<ActionDifference> FindDifferences(const CompiledPolicy& old_policy,
                                              const CompiledPolicy& new_policy);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_DIFFERENCE_H_

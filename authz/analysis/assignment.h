// Finds an assignment of all facts that some request can have and that
// satisfies clauses, or shows that there is none.

#ifndef AUTHZ_ANALYSIS_ASSIGNMENT_H_
#define AUTHZ_ANALYSIS_ASSIGNMENT_H_

#include <optional>

#include "absl/types/span.h"
#include "authz/facts/facts.h"
#include "authz/policy/clause.h"

namespace authz {

// An assignment in which every fact is known, the known ones of `fixed` have
// their value, and every clause is satisfied; none where no request that leaves
// nothing out, by whatever parameters a policy has, has such facts. Exact: see
// aspects.h for what requests can say, and cases.h for the search.
std::optional<Facts> FindAssignment(absl::Span<const Clause> clauses,
                                    Facts fixed);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_ASSIGNMENT_H_

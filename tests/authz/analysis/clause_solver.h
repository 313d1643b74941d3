// Finds an assignment of the facts that some request can have and that
// satisfies clauses, or shows that there is none.

#ifndef TESTS_AUTHZ_ANALYSIS_CLAUSE_SOLVER_H_
#define TESTS_AUTHZ_ANALYSIS_CLAUSE_SOLVER_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "authz/facts/facts.h"
#include "authz/policy/clause.h"

namespace authz {

// What holds for every request, whatever it says: at most one conversation type
// is true, an "internal only" setting is an enabled one, groups are created by
// at most one kind of user, an Admin can read, and what is never false is true.
const std::vector<Clause>& ConsistencyClauses();

// A consistent assignment of all facts in which the known ones of `fixed` have
// their value and every clause is satisfied; none where there is no such
// assignment. Exact: a complete search (DPLL) with unit propagation.
std::optional<Facts> FindByClauses(absl::Span<const Clause> clauses,
                                   Facts fixed);

}  // namespace authz

#endif  // TESTS_AUTHZ_ANALYSIS_CLAUSE_SOLVER_H_

// Finds the requirements of a list that can never decide.
//
// A requirement is superfluous in a list where the list answers every request
// that states its facts the same without it: as allowed or not, and for the
// same reason. So a requirement that others imply is superfluous where one that
// has failed before it, or one that fails behind it for the same reason, always
// speaks for it. One that only gives another reason than a stricter one behind
// it decides that reason, and is not.

#ifndef AUTHZ_ANALYSIS_SUPERFLUOUS_H_
#define AUTHZ_ANALYSIS_SUPERFLUOUS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/policy/clause.h"

namespace authz {

// The parts of a requirement that a decision depends on.
struct ListedClause {
  Clause clause;
  std::string reason;
};

struct Superfluous {
  // The index in the list of the requirement.
  std::size_t index = 0;
  // The indexes of those that imply it together, none of which can be left out.
  std::vector<std::size_t> implied_by;
};

// Whether no request has the facts under which the clause fails, nor, where it
// asks for something to be given, those under which it is open.
bool IsNeverFailing(Clause clause);

// The superfluous requirements of `list`, in order. All of them can be taken
// out at once: of two that imply each other only the last is among them. Those
// that never fail are not, for they ask for facts to be stated.
//
// Exact over all consistent assignments of the facts, by FindAssignment. Where
// facts are unknown it is exact too about what is allowed, while a denial
// may then become one for MISSING_FACTS: a requirement fails as soon as its own
// facts are known, and what implies it may have others.
std::vector<Superfluous> FindSuperfluous(absl::Span<const ListedClause> list);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_SUPERFLUOUS_H_

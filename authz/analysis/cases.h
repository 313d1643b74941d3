// Represents sets of requests by the values that their aspects have, and
// searches them. aspects.h says what aspects are. Unknown is a value of a fact
// like any other, so that what is found out holds for requests that leave
// things out.

#ifndef AUTHZ_ANALYSIS_CASES_H_
#define AUTHZ_ANALYSIS_CASES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"

namespace authz {

// Values of one aspect: bit i stands for value i.
using ValueSet = std::uint16_t;

constexpr ValueSet Only(std::size_t value) {
  return static_cast<ValueSet>(1U << value);
}

// A set of requests: those in which every aspect has one of the values that are
// here, by aspect. Empty where an aspect has none.
using Case = std::vector<ValueSet>;

// A set of requests: those in which at least one aspect has one of the values
// that are here, by aspect.
using CaseClause = std::vector<ValueSet>;

// The requests of `within` that do not satisfy the clause.
Case Failing(const CaseClause& clause, Case within);

// The clause that all requests of `all` satisfy, except those of `excluded`.
CaseClause Outside(const Case& excluded, const Case& all);

// A case within `within`, not empty, whose requests satisfy all clauses; none
// where no request does. Exact: a complete search with propagation.
std::optional<Case> FindCase(absl::Span<const CaseClause> clauses, Case within);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_CASES_H_

// Sets of requests, described by the values that their aspects have, and the
// search for one in them. aspects.h says what aspects are. Unknown is a value
// of a fact like any other, so that what is found out holds for requests that
// leave things out.

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

// By aspect. The requests of which every aspect has one of its values; none
// where an aspect has no value.
using Case = std::vector<ValueSet>;

// By aspect. The requests of which at least one aspect has one of its values.
using CaseClause = std::vector<ValueSet>;

// The requests of the case that do not satisfy the clause.
Case Failing(const CaseClause& clause, Case within);

// The clause that all requests but those of the case satisfy, of which `all` is
// the case.
CaseClause Outside(const Case& excluded, const Case& all);

// A case within `within`, not empty, of which all requests satisfy all clauses;
// none where no request does. Exact: a complete search with propagation.
std::optional<Case> FindCase(absl::Span<const CaseClause> clauses, Case within);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_CASES_H_

// Single requests as the search for differences sees them.

#ifndef TESTS_AUTHZ_ANALYSIS_POINTS_H_
#define TESTS_AUTHZ_ANALYSIS_POINTS_H_

#include <cstddef>
#include <vector>

#include "authz/analysis/aspects.h"
#include "authz/analysis/cases.h"
#include "authz/facts/facts.h"
#include "gtest/gtest.h"

namespace authz {

// By aspect, the index of the value that a request has.
using Point = std::vector<std::size_t>;

inline bool IsIn(const Point& point, const Case& values) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    if ((values[i] & Only(point[i])) == 0) return false;
  }
  return true;
}

inline bool Satisfies(const Point& point, const CaseClause& clause) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    if ((clause[i] & Only(point[i])) != 0) return true;
  }
  return false;
}

inline bool SatisfiesAll(const Point& point,
                         const std::vector<CaseClause>& clauses) {
  for (const CaseClause& clause : clauses) {
    if (!Satisfies(point, clause)) return false;
  }
  return true;
}

// The facts of the request as one of the policies sees them.
inline Facts FactsOf(const Point& point, const std::vector<Aspect>& aspects,
                     WhichFacts facts) {
  Facts all;
  for (std::size_t i = 0; i < point.size(); ++i) {
    all.Add(aspects[i].values[point[i]].*facts);
  }
  return all;
}

// The values of a request that has these facts, as the policies see it.
inline Point PointOf(const std::vector<Aspect>& aspects, Facts old_facts,
                     Facts new_facts) {
  Point point;
  for (const Aspect& aspect : aspects) {
    const auto of_aspect = [&](Facts facts) {
      return Facts::FromBits(facts.true_bits() & aspect.facts,
                             facts.false_bits() & aspect.facts);
    };
    const AspectValue value = {of_aspect(old_facts), of_aspect(new_facts)};
    std::size_t v = 0;
    while (v < aspect.values.size() && !(aspect.values[v] == value)) ++v;
    EXPECT_LT(v, aspect.values.size()) << "of aspect " << point.size();
    point.push_back(v);
  }
  return point;
}

}  // namespace authz

#endif  // TESTS_AUTHZ_ANALYSIS_POINTS_H_

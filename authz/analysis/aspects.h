// All that requests can say, as two policies see it.
//
// The facts of a request fall into aspects: those that follow from one thing
// that it says, or leaves out. An aspect has finitely many values, and a
// request has one of each. So the requests of an action are all combinations of
// values, save for those that Dependencies() rules out.

#ifndef AUTHZ_ANALYSIS_ASPECTS_H_
#define AUTHZ_ANALYSIS_ASPECTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "authz/analysis/cases.h"
#include "authz/facts/facts.h"
#include "authz/policy/policy.h"

namespace authz {

// The facts of the aspect by the default settings and limits of two policies.
// They differ only where those do.
struct AspectValue {
  Facts old_facts;
  Facts new_facts;

  bool IsChanged() const { return !(old_facts == new_facts); }

  friend bool operator==(const AspectValue& a, const AspectValue& b) {
    return a.old_facts == b.old_facts && a.new_facts == b.new_facts;
  }
};

struct Aspect {
  // Its facts, as bits.
  std::uint64_t facts = 0;
  // What the facts can be, each once.
  std::vector<AspectValue> values;
  // The path of the setting that the facts follow from; "" for the rest. Where
  // its default differs, the value that is changed is that of a request that
  // leaves it out.
  std::string setting;
};

// The aspects of requests for `action`, by their first facts. Every fact is of
// one.
std::vector<Aspect> FindAspects(const CompiledPolicy& old_policy,
                                const CompiledPolicy& new_policy,
                                v1::Action action);

// The case of every request.
Case AllValues(const std::vector<Aspect>& aspects);

// What keeps values of different aspects apart: what holds for every request.
std::vector<CaseClause> Dependencies(const std::vector<Aspect>& aspects,
                                     const FactParameters& old_parameters,
                                     const FactParameters& new_parameters);

// The requests that satisfy `clause`, as the old or the new policy sees them.
CaseClause Satisfying(Clause clause, const std::vector<Aspect>& aspects,
                      Facts AspectValue::*facts);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_ASPECTS_H_

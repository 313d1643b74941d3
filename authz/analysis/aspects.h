// The aspects of requests: what requests can say, as two policies see it.
//
// An aspect is the facts that follow from one thing that a request says or
// leaves out, such as its conversation's type. It has finitely many values, and
// a request has one of each aspect's. So the requests of an action are all
// combinations of values, save for those that Dependencies() rules out. This is
// what makes an assignment of facts consistent; nothing else says so.

#ifndef AUTHZ_ANALYSIS_ASPECTS_H_
#define AUTHZ_ANALYSIS_ASPECTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/analysis/cases.h"
#include "authz/facts/fact_parameters.h"
#include "authz/facts/facts.h"
#include "authz/policy/clause.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "conversations/authz/v1/context.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// A value of an aspect: its facts by the parameters of an old and of a new
// policy. They differ only where the parameters do.
struct AspectValue {
  Facts old_facts;
  Facts new_facts;

  bool IsChanged() const { return !(old_facts == new_facts); }

  friend bool operator==(const AspectValue& a, const AspectValue& b) {
    return a.old_facts == b.old_facts && a.new_facts == b.new_facts;
  }
};

// The old or the new facts of a value.
using WhichFacts = Facts AspectValue::*;

// Adds `value` unless it is among `values`.
void AddValue(const AspectValue& value, std::vector<AspectValue>& values);

struct Aspect {
  // Its facts, as bits.
  std::uint64_t facts = 0;
  // The values that it can have, each once.
  std::vector<AspectValue> values;
  // The path of the setting that the facts follow from; "" where they follow
  // from no setting. Where its default differs, the value that is changed is
  // that of a request that leaves it out.
  std::string setting;
};

// The aspects of requests for `action`, in the order of their first facts.
// Every fact belongs to exactly one.
std::vector<Aspect> FindAspects(const FactParameters& old_parameters,
                                const FactParameters& new_parameters,
                                v1::Action action);

// The case that contains every request.
Case AllValues(const std::vector<Aspect>& aspects);

// The clauses over values of different aspects that every request for `action`
// satisfies.
std::vector<CaseClause> Dependencies(const std::vector<Aspect>& aspects,
                                     v1::Action action,
                                     const FactParameters& old_parameters,
                                     const FactParameters& new_parameters);

// The requests that satisfy `clause`, as the old or the new policy sees them.
CaseClause Satisfying(Clause clause, const std::vector<Aspect>& aspects,
                      WhichFacts facts);

// Requests in which only the field at `path`, such as "settings.access", is
// set: one for each value that it can be set to, in order. It is of an enum or
// a bool.
std::vector<v1::CheckRequest> ValuesOfField(absl::string_view path);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_ASPECTS_H_

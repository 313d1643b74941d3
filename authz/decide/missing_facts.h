// Lists the fields of a request that would settle what it leaves open.

#ifndef AUTHZ_DECIDE_MISSING_FACTS_H_
#define AUTHZ_DECIDE_MISSING_FACTS_H_

#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/policy/policy.h"

namespace authz {

// Fills `missing_facts` of `response` for a rule that unknown facts leave open:
// the paths of each open requirement's unknown facts, in rule order, without
// repeats.
void FillMissingFacts(const Rule& rule, const RequestView& request, Facts facts,
                      v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_DECIDE_MISSING_FACTS_H_

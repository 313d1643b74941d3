// Which fields of a request would settle what it leaves open.

#ifndef AUTHZ_MISSING_FACTS_H_
#define AUTHZ_MISSING_FACTS_H_

#include "authz/facts.h"
#include "authz/policy.h"
#include "authz/request_view.h"

namespace authz {

// Fills `missing_facts` of `response` for a rule that unknown facts leave open:
// the paths of each open requirement's unknown facts, in rule order, without
// repeats.
void FillMissingFacts(const Rule& rule, const RequestView& request, Facts facts,
                      v1::CheckResponse& response);

}  // namespace authz

#endif  // AUTHZ_MISSING_FACTS_H_

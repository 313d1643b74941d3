// Explains a decision: what became of each requirement, and of which facts.

#ifndef AUTHZ_DECIDE_EXPLAIN_H_
#define AUTHZ_DECIDE_EXPLAIN_H_

#include "authz/facts/facts.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz {

// Fills `explanation`, which must be empty: every requirement of `rule`, that
// of `action`, in order, with its outcome and the value of each fact that it
// names.
void Explain(v1::Action action, const Rule& rule, Facts facts,
             v1::Explanation& explanation);

}  // namespace authz

#endif  // AUTHZ_DECIDE_EXPLAIN_H_

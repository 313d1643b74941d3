// How a decision came about.

#ifndef AUTHZ_DECIDE_EXPLAIN_H_
#define AUTHZ_DECIDE_EXPLAIN_H_

#include "authz/facts/facts.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/decision.pb.h"

namespace authz {

// Every requirement of the action's rule in order, with its outcome and the
// value of each fact that it names.
v1::Explanation Explain(const CompiledPolicy& policy, v1::Action action,
                        Facts facts);

}  // namespace authz

#endif  // AUTHZ_DECIDE_EXPLAIN_H_

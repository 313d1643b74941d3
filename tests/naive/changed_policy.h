// The embedded policy with changes, to show what they change.

#ifndef TESTS_NAIVE_CHANGED_POLICY_H_
#define TESTS_NAIVE_CHANGED_POLICY_H_

#include <string>

#include "authz/policy/policy.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "tests/naive/page.h"

namespace authz::naive {

namespace policy_v1 = ::conversations::authz::policy::v1;

// The file of the embedded policy, but with a rule of its own for each action,
// which names requirements and no groups.
policy_v1::Policy PolicyToChange();

// Its parts, to be changed. One that is not there fails the test.
policy_v1::Rule& RuleIn(policy_v1::Policy& policy, v1::Action action);
policy_v1::Requirement& RequirementIn(policy_v1::Policy& policy,
                                      const std::string& name);

// Takes the requirement out of the action's rule.
void Drop(const std::string& requirement, v1::Action action,
          policy_v1::Policy& policy);

// The policy as the engine has it. It is not proved, so it may break
// guardrails; one with mistakes fails the test.
CompiledPolicy Compiled(const policy_v1::Policy& policy);

}  // namespace authz::naive

#endif  // TESTS_NAIVE_CHANGED_POLICY_H_

// Small changes of a policy, each of which some test must notice.

#ifndef TESTS_MUTATION_POLICY_MUTANTS_H_
#define TESTS_MUTATION_POLICY_MUTANTS_H_

#include <string>
#include <vector>

#include "conversations/authz/policy/v1/policy.pb.h"

namespace authz {

namespace policy_v1 = ::conversations::authz::policy::v1;

struct PolicyMutant {
  // What was changed, such as "EDIT_MESSAGE: drop author".
  std::string change;
  policy_v1::Policy policy;
};

// For each action: each requirement dropped, and each two neighbours swapped.
// For each requirement: each fact dropped, and swapped between true and false;
// another reason. Each default setting and each limit shifted by the least
// there is. `policy` must have no mistakes.
std::vector<PolicyMutant> MakePolicyMutants(const policy_v1::Policy& policy);

}  // namespace authz

#endif  // TESTS_MUTATION_POLICY_MUTANTS_H_

// Compiles the groups and rules of a policy file.

#ifndef AUTHZ_POLICY_COMPILE_RULES_H_
#define AUTHZ_POLICY_COMPILE_RULES_H_

#include <array>
#include <vector>

#include "authz/policy/policy.h"
#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

// One rule per action, made of `requirements`, which are those of the file in
// its order and must outlive the rules. Of use only where no issue is added.
std::array<Rule, kActionCount> CompileRules(
    const PolicyFile& file, const std::vector<Requirement>& requirements,
    std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILE_RULES_H_

// Compiles the requirements of a policy file.

#ifndef AUTHZ_POLICY_COMPILE_REQUIREMENTS_H_
#define AUTHZ_POLICY_COMPILE_REQUIREMENTS_H_

#include <vector>

#include "authz/policy/policy.h"
#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

// As many as the file has, in its order; of use only where no issue is added.
std::vector<Requirement> CompileRequirements(const PolicyFile& file,
                                             std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILE_REQUIREMENTS_H_

// Compiles the requirements of a policy file.

#ifndef AUTHZ_COMPILE_REQUIREMENTS_H_
#define AUTHZ_COMPILE_REQUIREMENTS_H_

#include <vector>

#include "authz/issue.h"
#include "authz/policy.h"
#include "authz/policy_file.h"

namespace authz {

// As many as the file has, in its order; of use only where no issue is added.
std::vector<Requirement> CompileRequirements(const PolicyFile& file,
                                             std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_COMPILE_REQUIREMENTS_H_

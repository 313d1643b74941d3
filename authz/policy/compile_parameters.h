// Compiles what every rule of a policy file stands on: its name, its default
// settings and its limits.

#ifndef AUTHZ_POLICY_COMPILE_PARAMETERS_H_
#define AUTHZ_POLICY_COMPILE_PARAMETERS_H_

#include <vector>

#include "authz/facts/fact_parameters.h"
#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

void CompileName(const PolicyFile& file, std::vector<Issue>& issues);

// Of use only where no issue is added.
FactParameters CompileParameters(const PolicyFile& file,
                                 std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILE_PARAMETERS_H_

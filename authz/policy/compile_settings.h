// Compiles the parts of a policy file that every rule stands on: its name, its
// default settings and its limits.

#ifndef AUTHZ_POLICY_COMPILE_SETTINGS_H_
#define AUTHZ_POLICY_COMPILE_SETTINGS_H_

#include <vector>

#include "authz/policy/policy.h"
#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

void CompileName(const PolicyFile& file, std::vector<Issue>& issues);

v1::Settings CompileDefaultSettings(const PolicyFile& file,
                                    std::vector<Issue>& issues);

PolicyLimits CompileLimits(const PolicyFile& file, std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILE_SETTINGS_H_

// Compiles the parts of a policy file that every rule stands on: its name, its
// default settings and its limits.

#ifndef AUTHZ_COMPILE_SETTINGS_H_
#define AUTHZ_COMPILE_SETTINGS_H_

#include <vector>

#include "authz/issue.h"
#include "authz/policy.h"
#include "authz/policy_file.h"

namespace authz {

void CompileName(const PolicyFile& file, std::vector<Issue>& issues);

v1::Settings CompileDefaultSettings(const PolicyFile& file,
                                    std::vector<Issue>& issues);

PolicyLimits CompileLimits(const PolicyFile& file, std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_COMPILE_SETTINGS_H_

// The parts of a compiler of policy files: each compiles one part of the file.
// What they return is of use only where no issue is added.

#ifndef AUTHZ_POLICY_COMPILE_PARTS_H_
#define AUTHZ_POLICY_COMPILE_PARTS_H_

#include <array>
#include <vector>

#include "authz/facts/fact_parameters.h"
#include "authz/policy/policy.h"
#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

void CompileName(const PolicyFile& file, std::vector<Issue>& issues);

// The default settings and the limits.
FactParameters CompileParameters(const PolicyFile& file,
                                 std::vector<Issue>& issues);

// As many as the file has, in its order.
std::vector<Requirement> CompileRequirements(const PolicyFile& file,
                                             std::vector<Issue>& issues);

// One rule per action, made of `requirements`, which are those of the file in
// its order and must outlive the rules.
std::array<Rule, kActionCount> CompileRules(
    const PolicyFile& file, const std::vector<Requirement>& requirements,
    std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILE_PARTS_H_

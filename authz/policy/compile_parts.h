// The parts of the policy compiler, each for one part of a policy file. Their
// results are valid only where no issue is added.

#ifndef AUTHZ_POLICY_COMPILE_PARTS_H_
#define AUTHZ_POLICY_COMPILE_PARTS_H_

#include <array>
#include <vector>

#include "authz/facts/fact_parameters.h"
#include "authz/policy/policy.h"
#include "authz/text/issue.h"
#include "authz/text/text_file.h"
#include "conversations/authz/policy/v1/policy.pb.h"

namespace authz {

namespace policy_v1 = ::conversations::authz::policy::v1;

using PolicyFile = TextFile<policy_v1::Policy>;

void CompileName(const PolicyFile& file, std::vector<Issue>& issues);

// The default settings and the limits.
FactParameters CompileParameters(const PolicyFile& file,
                                 std::vector<Issue>& issues);

// The requirements of the file, in its order.
std::vector<Requirement> CompileRequirements(const PolicyFile& file,
                                             std::vector<Issue>& issues);

// One rule per action, made of `requirements`, which are those of the file in
// its order and must outlive the rules.
std::array<Rule, kActionCount> CompileRules(
    const PolicyFile& file, const std::vector<Requirement>& requirements,
    std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_COMPILE_PARTS_H_

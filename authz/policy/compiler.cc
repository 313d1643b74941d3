#include "authz/policy/compiler.h"

#include <string>
#include <utility>

#include "authz/policy/compile_parts.h"
#include "authz/policy/policy_version.h"

namespace authz {

CompileResult CompilePolicy(absl::string_view text) {
  CompileResult result;
  PolicyFile file;
  if (!ReadTextFile(text, file, result.issues)) return result;

  CompiledPolicy policy;
  CompileName(file, result.issues);
  policy.name = file.message.name();
  policy.parameters = CompileParameters(file, result.issues);
  policy.requirements = CompileRequirements(file, result.issues);
  policy.rules = CompileRules(file, policy.requirements, result.issues);

  if (result.issues.empty()) {
    policy.version = PolicyVersion(file.message);
    policy.text = std::string(text);
    result.policy = std::move(policy);
    return result;
  }
  SortIssues(result.issues);
  return result;
}

}  // namespace authz

#include "authz/compiler.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "authz/compile_requirements.h"
#include "authz/compile_rules.h"
#include "authz/compile_settings.h"
#include "authz/policy_file.h"
#include "authz/policy_version.h"

namespace authz {

CompileResult CompilePolicy(absl::string_view text) {
  PolicyFile file = ReadPolicyFile(text);
  CompileResult result;
  result.issues = std::move(file.issues);
  if (!file.complete) return result;

  CompiledPolicy policy;
  CompileName(file, result.issues);
  policy.name = file.policy.name();
  policy.version = PolicyVersion(file.policy);
  policy.default_settings = CompileDefaultSettings(file, result.issues);
  policy.limits = CompileLimits(file, result.issues);
  policy.requirements = CompileRequirements(file, result.issues);
  policy.rules = CompileRules(file, policy.requirements, result.issues);

  if (result.issues.empty()) {
    result.policy = std::move(policy);
    return result;
  }
  std::stable_sort(result.issues.begin(), result.issues.end(),
                   [](const Issue& a, const Issue& b) {
                     return std::tie(a.line, a.column) <
                            std::tie(b.line, b.column);
                   });
  return result;
}

}  // namespace authz

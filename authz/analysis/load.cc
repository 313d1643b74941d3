#include "authz/analysis/load.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/proof.h"

namespace authz {

CompileResult LoadPolicy(absl::string_view text) {
  CompileResult result = CompilePolicy(text);
  if (!result.policy.has_value()) return result;

  const absl::StatusOr<std::vector<Guardrail>> guardrails =
      ReadGuardrails(EmbeddedGuardrailsText());
  if (!guardrails.ok()) {
    // Without guardrails there is no proof, and without proof no policy.
    result.issues.push_back({0, 0, std::string(guardrails.status().message())});
  } else {
    for (const Breach& breach : FindBreaches(*result.policy, *guardrails)) {
      const Rule& rule = result.policy->RuleFor(breach.action);
      result.issues.push_back({rule.line, rule.column, ToString(breach)});
    }
  }
  if (!IsMonotone(*result.policy)) {
    result.issues.push_back(
        {0, 0, "a requirement is not monotone: an unknown fact could allow"});
  }
  if (!result.issues.empty()) result.policy.reset();
  SortIssues(result.issues);
  return result;
}

}  // namespace authz

#include "authz/decide/decide.h"

#include "authz/facts/extract.h"

namespace authz {

Decision Decide(const CompiledPolicy& policy, const RequestView& request,
                absl::Time at) {
  Decision decision;
  decision.facts = ExtractFacts(policy.parameters, request, at);
  decision.verdict = Evaluate(policy.RuleFor(request.action), decision.facts);
  return decision;
}

}  // namespace authz

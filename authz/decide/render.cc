#include "authz/decide/render.h"

#include "authz/decide/response_parts.h"
#include "authz/facts/truth.h"

namespace authz {

void Render(const CompiledPolicy& policy, const RequestView& request,
            absl::Time at, const Decision& decision,
            v1::CheckResponse& response) {
  if (!request.id.empty()) {
    response.set_id(request.id.data(), request.id.size());
  }
  const Rule& rule = policy.RuleFor(request.action);
  switch (decision.verdict.allowed) {
    case Truth::kTrue:
      response.set_allowed(true);
      response.set_reason(v1::REASON_ALLOWED);
      FillAdvice(request, response);
      FillValidUntil(policy, request, decision.facts, response);
      break;
    case Truth::kFalse: {
      const Requirement& failed =
          *rule.requirements[decision.verdict.first_failed];
      response.set_reason(failed.reason);
      FillOffendingIds(failed, request, response);
      break;
    }
    case Truth::kUnknown:
      response.set_reason(v1::REASON_MISSING_FACTS);
      FillMissingFacts(rule, request, decision.facts, response);
      break;
  }
  if (request.explain) {
    Explain(policy, request, at, decision.facts,
            *response.mutable_explanation());
  }
}

}  // namespace authz

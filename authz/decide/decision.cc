#include "authz/decide/decision.h"

#include "authz/decide/advice.h"
#include "authz/decide/explain.h"
#include "authz/decide/missing_facts.h"
#include "authz/decide/offending_ids.h"
#include "authz/decide/valid_until.h"
#include "authz/facts/truth.h"

namespace authz {

void FillDecision(const CompiledPolicy& policy, const RequestView& request,
                  Facts facts, v1::CheckResponse& response) {
  FillDecision(policy, request, facts,
               Evaluate(policy.RuleFor(request.action), facts), response);
}

void FillDecision(const CompiledPolicy& policy, const RequestView& request,
                  Facts facts, const Verdict& verdict,
                  v1::CheckResponse& response) {
  if (!request.id.empty()) {
    response.set_id(request.id.data(), request.id.size());
  }

  const Rule& rule = policy.RuleFor(request.action);
  switch (verdict.allowed) {
    case Truth::kTrue:
      response.set_allowed(true);
      response.set_reason(v1::REASON_ALLOWED);
      FillAdvice(request, response);
      FillValidUntil(policy, request, facts, response);
      break;
    case Truth::kFalse: {
      const Requirement& failed = *rule.requirements[verdict.first_failed];
      response.set_reason(failed.reason);
      FillOffendingIds(failed, request, response);
      break;
    }
    case Truth::kUnknown:
      response.set_reason(v1::REASON_MISSING_FACTS);
      FillMissingFacts(rule, request, facts, response);
      break;
  }

  if (request.explain) {
    *response.mutable_explanation() = Explain(policy, request.action, facts);
  }
}

}  // namespace authz

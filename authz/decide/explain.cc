#include <string>

#include "authz/decide/response_parts.h"
#include "authz/facts/fact_row.h"
#include "authz/facts/fact_table.h"
#include "authz/facts/target_count.h"
#include "authz/facts/truth.h"
#include "authz/policy/clause.h"

namespace authz {
namespace {

v1::Outcome OutcomeOf(Truth truth) {
  switch (truth) {
    case Truth::kTrue:
      return v1::OUTCOME_SATISFIED;
    case Truth::kFalse:
      return v1::OUTCOME_FAILED;
    case Truth::kUnknown:
      return v1::OUTCOME_UNKNOWN;
  }
  return v1::OUTCOME_UNSPECIFIED;
}

v1::FactValue ValueOf(Truth truth) {
  switch (truth) {
    case Truth::kTrue:
      return v1::FACT_VALUE_TRUE;
    case Truth::kFalse:
      return v1::FACT_VALUE_FALSE;
    case Truth::kUnknown:
      return v1::FACT_VALUE_UNKNOWN;
  }
  return v1::FACT_VALUE_UNSPECIFIED;
}

}  // namespace

void Explain(const CompiledPolicy& policy, const RequestView& request,
             absl::Time at, Facts facts, v1::Explanation& explanation) {
  const FactInput input = {request, at, policy.parameters,
                           CountTargets(request), ConversationTypeOf(request)};
  explanation.set_action(request.action);
  for (const Requirement* requirement :
       policy.RuleFor(request.action).requirements) {
    v1::RequirementResult& result = *explanation.add_requirements();
    result.set_name(requirement->name);
    result.set_outcome(OutcomeOf(Evaluate(requirement->clause, facts)));
    result.set_reason(requirement->reason);
    result.set_description(requirement->description);
    result.set_source(requirement->source);
    for (Fact fact : requirement->facts) {
      v1::Fact& fact_result = *result.add_facts();
      fact_result.set_name(std::string(FactName(fact)));
      fact_result.set_value(ValueOf(facts.Get(fact)));
      if (const auto compare = RowOf(fact).compare) compare(input, fact_result);
    }
  }
}

}  // namespace authz

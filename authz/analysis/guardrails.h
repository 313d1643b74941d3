// The guardrails: what no policy may allow. policies/guardrails.txtpb has them.

#ifndef AUTHZ_ANALYSIS_GUARDRAILS_H_
#define AUTHZ_ANALYSIS_GUARDRAILS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "authz/policy/clause.h"
#include "authz/policy/policy.h"

namespace authz {

struct Guardrail {
  std::string name;
  // "nobody ...", lower case, no final stop.
  std::string description;
  std::string source;
  std::vector<v1::Action> actions;
  // What must hold wherever a policy allows one of the actions.
  Clause clause;
};

// Parses a file of guardrails. INVALID_ARGUMENT, with a line for every mistake
// in it.
absl::StatusOr<std::vector<Guardrail>> ReadGuardrails(absl::string_view text);

// The text of the built-in file, against which every policy is proved.
absl::string_view EmbeddedGuardrailsText();

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_GUARDRAILS_H_

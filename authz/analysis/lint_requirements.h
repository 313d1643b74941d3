// Warns of requirements that can never decide.

#ifndef AUTHZ_ANALYSIS_LINT_REQUIREMENTS_H_
#define AUTHZ_ANALYSIS_LINT_REQUIREMENTS_H_

#include <vector>

#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

// Adds a warning for every requirement that no facts can fail, and for every
// one that is superfluous in a group or a rule, as superfluous.h says. To do as
// all the warnings say changes no decision and no reason. Requirements with an
// error in their facts and names that are not defined are passed over.
void WarnOfSuperfluous(const PolicyFile& file, std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_LINT_REQUIREMENTS_H_

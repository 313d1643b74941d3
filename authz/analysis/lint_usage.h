// Warns of what no rule makes use of.

#ifndef AUTHZ_ANALYSIS_LINT_USAGE_H_
#define AUTHZ_ANALYSIS_LINT_USAGE_H_

#include <vector>

#include "authz/policy/policy_file.h"
#include "authz/text/issue.h"

namespace authz {

// Adds a warning for every requirement and group that no rule uses, and for
// every fact that none reads. What a misspelt name is nearest to counts as
// used.
void WarnOfUnused(const PolicyFile& file, std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_LINT_USAGE_H_
